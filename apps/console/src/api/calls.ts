/** Every call the console makes, by name; the shapes are those of contracts. */
import type {
  AgentState,
  AgentView,
  CustomerTextFindings,
  CustomerView,
  HandOver,
  Locale,
  LoginAnswer,
  MailRecord,
  MakePromise,
  MeView,
  PromiseView,
  SavedView,
  SavedViews,
  SaveView,
  SearchAnswer,
  SendMessage,
  Ticket,
  TicketPage,
  TimelineItem,
  TimelinePage,
  ViewConditions,
  ViewSort,
  ViewTickets,
  VoiceToken,
} from '@lib/contracts';
import { query, request, requestText } from './http.js';

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
export interface UploadedFile {
  id: string;
  name: string;
  type: string;
  size: number;
}

const id = encodeURIComponent;

export const api = {
  login: (email: string, password: string) =>
    request<LoginAnswer>('POST', '/api/auth/login', { body: { email, password }, anonymous: true }),
  logout: () => request<null>('POST', '/api/auth/logout', { anonymous: true }),
  me: () => request<MeView>('GET', '/api/auth/me', { anonymous: true }),
  setState: (state: AgentState, reason?: string) =>
    request<AgentView>('PUT', '/api/agents/me/state', { body: { state, reason } }),

  ticket: (idOrNumber: string, signal?: AbortSignal) =>
    request<Ticket>('GET', `/api/tickets/${id(idOrNumber)}`, { signal }),
  tickets: (values: Record<string, string | number | undefined>, signal?: AbortSignal) =>
    request<TicketPage>('GET', `/api/tickets${query(values)}`, { signal }),
  search: (values: Record<string, string | number | undefined>, signal?: AbortSignal) =>
    request<SearchAnswer>('GET', `/api/search${query(values)}`, { signal }),
  views: () => request<SavedViews>('GET', '/api/views'),
  saveView: (view: SaveView) => request<SavedView>('POST', '/api/views', { body: view }),
  removeView: (viewId: string) => request<null>('DELETE', `/api/views/${id(viewId)}`),
  viewTickets: (
    { conditions, ...values }: { conditions: ViewConditions; sort: ViewSort; limit: number; cursor?: string },
    signal?: AbortSignal,
  ) =>
    request<ViewTickets>(
      'GET',
      `/api/views/tickets${query({ conditions: JSON.stringify(conditions), ...values })}`,
      { signal },
    ),
  timeline: (ticketId: string, cursor: string) =>
    request<TimelinePage>('GET', `/api/tickets/${id(ticketId)}/timeline${query({ limit: 60, cursor })}`),
  send: (ticketId: string, message: SendMessage, key: string) =>
    request<TimelineItem>('POST', `/api/tickets/${id(ticketId)}/messages`, {
      body: message,
      headers: { 'idempotency-key': key },
    }),
  cancel: (ticketId: string, messageId: string) =>
    request<null>('DELETE', `/api/tickets/${id(ticketId)}/messages/${id(messageId)}`),
  note: (ticketId: string, text: string, key: string) =>
    request<TimelineItem>('POST', `/api/tickets/${id(ticketId)}/notes`, {
      body: { text },
      headers: { 'idempotency-key': key },
    }),
  checkCustomerText: (text: string, locale: Locale, signal: AbortSignal) =>
    request<CustomerTextFindings>('POST', '/api/customer-text/check', { body: { text, locale }, signal }),
  take: (ticketId: string) => request<Ticket>('POST', `/api/tickets/${id(ticketId)}/take`),
  handOver: (ticketId: string, body: HandOver) =>
    request<Ticket>('POST', `/api/tickets/${id(ticketId)}/hand-over`, { body }),
  acceptHandOver: (handOverId: string) => request<Ticket>('POST', `/api/hand-overs/${id(handOverId)}/accept`),
  declineHandOver: (handOverId: string, reason: string) =>
    request<null>('POST', `/api/hand-overs/${id(handOverId)}/decline`, { body: { reason } }),
  withdrawHandOver: (handOverId: string) =>
    request<Ticket>('POST', `/api/hand-overs/${id(handOverId)}/withdraw`),
  promise: (ticketId: string, body: MakePromise) =>
    request<PromiseView>('POST', `/api/tickets/${id(ticketId)}/promises`, { body }),
  renewPromise: (promiseId: string, body: MakePromise) =>
    request<PromiseView>('POST', `/api/promises/${id(promiseId)}/renew`, { body }),
  keepPromise: (promiseId: string) => request<PromiseView>('POST', `/api/promises/${id(promiseId)}/kept`),
  cancelPromise: (promiseId: string, reason: string) =>
    request<PromiseView>('POST', `/api/promises/${id(promiseId)}/cancel`, { body: { reason } }),
  seenAlarm: (alarmId: string) => request<null>('POST', `/api/alarms/${id(alarmId)}/seen`),
  change: (ticket: Pick<Ticket, 'id' | 'version'>, change: Partial<Pick<Ticket, 'status'>>) =>
    request<Ticket>('PATCH', `/api/tickets/${id(ticket.id)}`, {
      body: change,
      headers: { 'if-match': String(ticket.version) },
    }),

  endInteraction: (interactionId: string) =>
    request<Ticket>('POST', `/api/interactions/${id(interactionId)}/end`),
  wrapUpDone: (interactionId: string) =>
    request<Ticket>('POST', `/api/interactions/${id(interactionId)}/wrap-up/complete`),
  wrapUpMore: (interactionId: string) =>
    request<{ wrapUpUntil: string }>('POST', `/api/interactions/${id(interactionId)}/wrap-up/extend`),

  customers: (q: string, signal?: AbortSignal) =>
    request<{ items: CustomerView[] }>('GET', `/api/customers${query({ q, limit: 20 })}`, { signal }),
  customer: (customerId: string) => request<CustomerView>('GET', `/api/customers/${id(customerId)}`),
  history: (customerId: string) =>
    request<{ items: Ticket[] }>('GET', `/api/customers/${id(customerId)}/history`),
  decideSamePerson: (customerId: string, proposalId: string, decision: 'confirm' | 'separate') =>
    request<CustomerView>(
      'POST',
      `/api/customers/${id(customerId)}/same-person/${id(proposalId)}/${decision}`,
    ),

  upload: (file: File) => {
    const form = new FormData();
    form.append('file', file, file.name);
    return request<UploadedFile>('POST', '/api/attachments', { raw: form });
  },

  mails: (values: Record<string, string | undefined>) =>
    request<Page<MailRecord>>('GET', `/api/admin/mail${query(values)}`),
  mail: (mailId: string) => request<MailRecord>('GET', `/api/admin/mail/${id(mailId)}`),
  mailSource: (mailId: string) => requestText(`/api/admin/mail/${id(mailId)}/raw`),
  retryMail: (mailId: string) => request<unknown>('POST', `/api/admin/quarantine/${id(mailId)}/retry`),
  uploadMail: (file: File) =>
    request<{ id: string }>('POST', '/api/admin/mail', {
      raw: file,
      headers: { 'content-type': 'message/rfc822' },
    }),
  voiceToken: () => request<VoiceToken>('POST', '/api/voice/token', { body: {} }),
};
