/** The calls about the recording of calls; the shapes are those of contracts. */
import type {
  HeardSoFar,
  RecordingPolicy,
  RecordingPolicyList,
  RecordingPolicyVersions,
  StoredRecording,
  Ticket,
  WriteRecordingPolicy,
} from '@lib/contracts';
import { request } from './http.js';

const policies = '/api/admin/recording-policies';
const recordings = (id: string) => `/api/recordings/${encodeURIComponent(id)}`;
const held = (id: string) => `/api/admin/recordings/${encodeURIComponent(id)}`;

const wish = (interactionId: string, what: string) =>
  request<Ticket>('POST', `/api/interactions/${encodeURIComponent(interactionId)}/recording/${what}`);

export const recordingApi = {
  pause: (interactionId: string) => wish(interactionId, 'pause'),
  resume: (interactionId: string) => wish(interactionId, 'resume'),
  keepPrivate: (interactionId: string) => wish(interactionId, 'private'),
  object: (interactionId: string) => wish(interactionId, 'object'),
  view: (id: string, signal: AbortSignal) => request<StoredRecording>('GET', recordings(id), { signal }),
  soundUrl: (id: string, playback: string) => `${recordings(id)}/sound?playback=${playback}`,
  downloadUrl: (id: string) => `${recordings(id)}/download`,
  /** Outlives the page: it is also told when that is left. */
  heard: (playback: string, body: HeardSoFar) =>
    request<null>('PUT', `/api/playbacks/${playback}`, { body, keepalive: true }),
  hold: (id: string, reason: string) => request<null>('POST', `${held(id)}/hold`, { body: { reason } }),
  lift: (id: string, reason: string) => request<null>('POST', `${held(id)}/release`, { body: { reason } }),
  policies: (signal: AbortSignal) => request<RecordingPolicyList>('GET', policies, { signal }),
  setPolicy: (queueId: string, body: WriteRecordingPolicy, version: number) =>
    request<RecordingPolicy>('PUT', `${policies}/${encodeURIComponent(queueId)}`, {
      body,
      headers: { 'if-match': String(version) },
    }),
  policyVersions: (queueId: string, signal: AbortSignal) =>
    request<RecordingPolicyVersions>('GET', `${policies}/${encodeURIComponent(queueId)}/versions`, {
      signal,
    }),
};
