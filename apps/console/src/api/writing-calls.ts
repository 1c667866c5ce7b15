/** Calls about what is being written: drafts, and what leaves later. */
import type {
  Draft,
  Drafts,
  MailSignature,
  OwnLine,
  SayWelcome,
  ScheduleAnswer,
  ScheduledAnswers,
  TimelineItem,
  WelcomeSenders,
  WriteDraft,
} from '@lib/contracts';
import { request } from './http.js';

const id = encodeURIComponent;

export const writingApi = {
  drafts: (ticketId: string, signal?: AbortSignal) =>
    request<Drafts>('GET', `/api/tickets/${id(ticketId)}/drafts`, { signal }),
  keepDraft: (ticketId: string, draft: WriteDraft) =>
    request<Draft>('PUT', `/api/tickets/${id(ticketId)}/drafts`, { body: draft }),
  signature: (ticketId: string, signal: AbortSignal) =>
    request<MailSignature>('GET', `/api/tickets/${id(ticketId)}/mail-signature`, { signal }),
  welcomeSenders: () => request<WelcomeSenders>('GET', '/api/agents/me/welcome-senders'),
  sayWelcome: (body: SayWelcome) =>
    request<WelcomeSenders>('PUT', '/api/agents/me/welcome-senders', { body }),
  ownLine: (line: OwnLine) => request<OwnLine>('PUT', '/api/agents/me/mail-line', { body: line }),
  scheduled: (ticketId: string, signal: AbortSignal) =>
    request<ScheduledAnswers>('GET', `/api/tickets/${id(ticketId)}/scheduled-answers`, { signal }),
  schedule: (ticketId: string, body: ScheduleAnswer) =>
    request<ScheduledAnswers>('POST', `/api/tickets/${id(ticketId)}/scheduled-answers`, { body }),
  unschedule: (ticketId: string, answerId: string) =>
    request<null>('DELETE', `/api/tickets/${id(ticketId)}/scheduled-answers/${id(answerId)}`),
  sendScheduled: (ticketId: string, answerId: string) =>
    request<TimelineItem>('POST', `/api/tickets/${id(ticketId)}/scheduled-answers/${id(answerId)}/send`),
};
