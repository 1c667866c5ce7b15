/** The calls about the recording of calls; the shapes are those of contracts. */
import type {
  RecordingPolicy,
  RecordingPolicyList,
  RecordingPolicyVersions,
  WriteRecordingPolicy,
} from '@lib/contracts';
import { request } from './http.js';

const policies = '/api/admin/recording-policies';

export const recordingApi = {
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
