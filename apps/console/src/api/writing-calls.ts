/** Calls about what is being written: drafts, and what leaves later. */
import type { Draft, Drafts, WriteDraft } from '@lib/contracts';
import { request } from './http.js';

const id = encodeURIComponent;

export const writingApi = {
  drafts: (ticketId: string, signal?: AbortSignal) =>
    request<Drafts>('GET', `/api/tickets/${id(ticketId)}/drafts`, { signal }),
  keepDraft: (ticketId: string, draft: WriteDraft) =>
    request<Draft>('PUT', `/api/tickets/${id(ticketId)}/drafts`, { body: draft }),
};
