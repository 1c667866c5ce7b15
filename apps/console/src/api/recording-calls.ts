/** The calls about the recording of calls; the shapes are those of contracts. */
import type {
  RecordingPolicy,
  RecordingPolicyList,
  RecordingPolicyVersions,
  Ticket,
  WriteRecordingPolicy,
} from '@lib/contracts';
import { request } from './http.js';

const policies = '/api/admin/recording-policies';

const wish = (interactionId: string, what: string) =>
  request<Ticket>('POST', `/api/interactions/${encodeURIComponent(interactionId)}/recording/${what}`);

export const recordingApi = {
  pause: (interactionId: string) => wish(interactionId, 'pause'),
  resume: (interactionId: string) => wish(interactionId, 'resume'),
  keepPrivate: (interactionId: string) => wish(interactionId, 'private'),
  object: (interactionId: string) => wish(interactionId, 'object'),
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
