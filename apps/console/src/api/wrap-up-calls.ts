/** The calls about the end of a call or a chat, and about what queues ask for then. */
import type {
  CompleteWrapUp,
  Ticket,
  WrapUpChoice,
  WrapUpSettings,
  WriteWrapUpSettings,
} from '@lib/contracts';
import { request } from './http.js';

const of = (interactionId: string): string =>
  `/api/interactions/${encodeURIComponent(interactionId)}/wrap-up`;
const settings = (queueId: string): string => `/api/admin/queues/${encodeURIComponent(queueId)}/wrap-up`;

export const wrapUpApi = {
  choice: (interactionId: string, signal: AbortSignal) =>
    request<WrapUpChoice>('GET', of(interactionId), { signal }),
  done: (interactionId: string, said: CompleteWrapUp) =>
    request<Ticket>('POST', `${of(interactionId)}/complete`, { body: said }),
  more: (interactionId: string) => request<{ wrapUpUntil: string }>('POST', `${of(interactionId)}/extend`),
  settings: (queueId: string, signal: AbortSignal) =>
    request<WrapUpSettings>('GET', settings(queueId), { signal }),
  putSettings: (queueId: string, wanted: WriteWrapUpSettings, version: number) =>
    request<WrapUpSettings>('PUT', settings(queueId), {
      body: wanted,
      headers: { 'if-match': String(version) },
    }),
};
