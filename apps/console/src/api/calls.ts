/** Every call the console makes, by name; the shapes are those of contracts. */
import type {
  ArrangeCallback,
  AbsenceList,
  AbsenceView,
  AgentState,
  AgentView,
  AskForHelp,
  BeginSupplierWait,
  BulkAction,
  BulkJob,
  BusinessCalendar,
  CalendarPreview,
  Calendars,
  CalendarView,
  ChangeDisruption,
  ChangeTicket,
  CustomerTextFindings,
  CustomerView,
  DecideForwardedMail,
  HandOver,
  InnerText,
  InnerWordList,
  InnerWords,
  Introduction,
  InvitationAnswer,
  LinkKind,
  ListenedToPage,
  ListeningMode,
  ListenToCall,
  Locale,
  LoginAnswer,
  MailRecord,
  MakePromise,
  MergePreview,
  MeView,
  NameStandIn,
  NewAbsence,
  PromiseView,
  RelatedTickets,
  Relations,
  ReleaseAttachment,
  ResolvedIncidents,
  SavedView,
  SavedViews,
  SaveView,
  SearchAnswer,
  SendMessage,
  SlaPolicies,
  StrangerMailState,
  SupplierWaits,
  SupplierWaitView,
  TellCallQuality,
  Ticket,
  TicketClocks,
  TicketDisruption,
  TicketPage,
  TicketRouting,
  TimelineItem,
  TimelinePage,
  TimeSettings,
  ViewConditions,
  ViewSort,
  ViewTickets,
  VoiceToken,
  WriteInnerWords,
  WriteSupplierMessage,
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

/** As the form has them; the server makes them inner text. */
type Supply<T> = { [K in keyof T]: T[K] extends InnerText ? string : T[K] };

const id = encodeURIComponent;

export const api = {
  login: (email: string, password: string) =>
    request<LoginAnswer>('POST', '/api/auth/login', { body: { email, password }, anonymous: true }),
  logout: () => request<null>('POST', '/api/auth/logout', { anonymous: true }),
  me: () => request<MeView>('GET', '/api/auth/me', { anonymous: true }),
  setState: (state: AgentState, reason?: string) =>
    request<AgentView>('PUT', '/api/agents/me/state', { body: { state, reason } }),
  setStateOf: (agentId: string, state: AgentState, reason: string) =>
    request<AgentView>('PUT', `/api/agents/${id(agentId)}/state`, { body: { state, reason } }),

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
  startBulkJob: (ids: string[], action: BulkAction, key: string) =>
    request<BulkJob>('POST', '/api/tickets/bulk', {
      body: { ids, action },
      headers: { 'idempotency-key': key },
    }),
  bulkJob: (jobId: string, signal?: AbortSignal) =>
    request<BulkJob>('GET', `/api/tickets/bulk/${id(jobId)}`, { signal }),
  stopBulkJob: (jobId: string) => request<BulkJob>('POST', `/api/tickets/bulk/${id(jobId)}/stop`),
  undoBulkJob: (jobId: string) => request<BulkJob>('POST', `/api/tickets/bulk/${id(jobId)}/undo`),
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
  absences: () => request<AbsenceList>('GET', '/api/agents/me/absences'),
  planAbsence: (absence: NewAbsence) =>
    request<AbsenceView>('POST', '/api/agents/me/absences', { body: absence }),
  endAbsence: (absenceId: string) => request<null>('DELETE', `/api/agents/me/absences/${id(absenceId)}`),
  absencesOf: (agentId: string) => request<AbsenceList>('GET', `/api/agents/${id(agentId)}/absences`),
  planAbsenceOf: (agentId: string, absence: NewAbsence) =>
    request<AbsenceView>('POST', `/api/agents/${id(agentId)}/absences`, { body: absence }),
  endAbsenceOf: (agentId: string, absenceId: string) =>
    request<null>('DELETE', `/api/agents/${id(agentId)}/absences/${id(absenceId)}`),
  nameStandIn: (ticketId: string, body: NameStandIn) =>
    request<Ticket>('PUT', `/api/tickets/${id(ticketId)}/stand-in`, { body }),
  withdrawStandIn: (ticketId: string) => request<Ticket>('DELETE', `/api/tickets/${id(ticketId)}/stand-in`),
  introduction: (ticketId: string) =>
    request<Introduction>('GET', `/api/tickets/${id(ticketId)}/stand-in/introduction`),
  handBackSeen: (ticketId: string) => request<Ticket>('POST', `/api/tickets/${id(ticketId)}/hand-back/seen`),
  clocks: (ticketId: string) => request<TicketClocks>('GET', `/api/tickets/${id(ticketId)}/clocks`),
  promise: (ticketId: string, body: MakePromise) =>
    request<PromiseView>('POST', `/api/tickets/${id(ticketId)}/promises`, { body }),
  renewPromise: (promiseId: string, body: MakePromise) =>
    request<PromiseView>('POST', `/api/promises/${id(promiseId)}/renew`, { body }),
  keepPromise: (promiseId: string) => request<PromiseView>('POST', `/api/promises/${id(promiseId)}/kept`),
  takeBackPromise: (promiseId: string, reason: string) =>
    request<PromiseView>('POST', `/api/promises/${id(promiseId)}/take-back`, { body: { reason } }),
  cancelPromise: (promiseId: string, reason: string) =>
    request<PromiseView>('POST', `/api/promises/${id(promiseId)}/cancel`, { body: { reason } }),
  beginSupplierWait: (ticketId: string, body: Supply<BeginSupplierWait>) =>
    request<SupplierWaitView>('POST', `/api/tickets/${id(ticketId)}/supplier-waits`, { body }),
  supplierWaits: (ticketId: string, signal: AbortSignal) =>
    request<SupplierWaits>('GET', `/api/tickets/${id(ticketId)}/supplier-waits`, { signal }),
  writeSupplierMessage: (waitId: string, body: Supply<WriteSupplierMessage>) =>
    request<SupplierWaitView>('POST', `/api/supplier-waits/${id(waitId)}/messages`, { body }),
  endSupplierWait: (waitId: string, outcome: string) =>
    request<SupplierWaitView>('POST', `/api/supplier-waits/${id(waitId)}/end`, { body: { outcome } }),
  disrupt: (ticketId: string, body: ChangeDisruption) =>
    request<TicketDisruption>('PUT', `/api/tickets/${id(ticketId)}/disruption`, { body }),
  seenAlarm: (alarmId: string) => request<null>('POST', `/api/alarms/${id(alarmId)}/seen`),
  change: (ticket: Pick<Ticket, 'id' | 'version'>, change: ChangeTicket) =>
    request<Ticket>('PATCH', `/api/tickets/${id(ticket.id)}`, {
      body: change,
      headers: { 'if-match': String(ticket.version) },
    }),

  routing: (ticketId: string) => request<TicketRouting>('GET', `/api/tickets/${id(ticketId)}/routing`),
  askColleague: (interactionId: string, agentId: string, reason: string) =>
    request<Ticket>('POST', `/api/waiting/${id(interactionId)}/ask`, { body: { agentId, reason } }),
  moveWaiting: (interactionId: string, queueId: string, reason: string) =>
    request<Ticket>('POST', `/api/waiting/${id(interactionId)}/move`, { body: { queueId, reason } }),
  takeOver: (interactionId: string, reason: string) =>
    request<Ticket>('POST', `/api/waiting/${id(interactionId)}/take-over`, { body: { reason } }),
  relations: (ticketId: string) => request<Relations>('GET', `/api/tickets/${id(ticketId)}/links`),
  similar: (ticketId: string) => request<RelatedTickets>('GET', `/api/tickets/${id(ticketId)}/similar`),
  link: (ticketId: string, kind: LinkKind, ticket: string) =>
    request<Relations>('POST', `/api/tickets/${id(ticketId)}/links`, { body: { kind, ticket } }),
  unlink: (ticketId: string, linkId: string) =>
    request<null>('DELETE', `/api/tickets/${id(ticketId)}/links/${id(linkId)}`),
  mergePreview: (ticketId: string, into: string) =>
    request<MergePreview>('GET', `/api/tickets/${id(ticketId)}/merge-preview${query({ into })}`),
  merge: (ticketId: string, into: string, otherCustomer: boolean) =>
    request<Ticket>('POST', `/api/tickets/${id(ticketId)}/merge`, { body: { into, otherCustomer } }),
  undoMerge: (ticketId: string) => request<Ticket>('POST', `/api/tickets/${id(ticketId)}/merge/undo`),
  split: (ticketId: string, subject: string, itemIds: string[]) =>
    request<Ticket>('POST', `/api/tickets/${id(ticketId)}/split`, { body: { subject, itemIds } }),
  undoSplit: (ticketId: string) => request<Ticket>('POST', `/api/tickets/${id(ticketId)}/split/undo`),
  resolveIncidents: (ticketId: string, customerLine: string) =>
    request<ResolvedIncidents>('POST', `/api/tickets/${id(ticketId)}/resolve-incidents`, {
      body: { customerLine },
    }),
  follow: (ticketId: string, agentId: string) =>
    request<Ticket>('PUT', `/api/tickets/${id(ticketId)}/followers/${id(agentId)}`),
  unfollow: (ticketId: string, agentId: string) =>
    request<null>('DELETE', `/api/tickets/${id(ticketId)}/followers/${id(agentId)}`),
  read: (ticketId: string, seq: number) =>
    request<null>('PUT', `/api/tickets/${id(ticketId)}/read`, { body: { seq } }),

  endInteraction: (interactionId: string) =>
    request<Ticket>('POST', `/api/interactions/${id(interactionId)}/end`),
  callCustomer: (ticketId: string, clientId: string) =>
    request<Ticket>('POST', `/api/tickets/${id(ticketId)}/calls`, { body: { clientId } }),
  arrangeCallback: (ticketId: string, callback: ArrangeCallback) =>
    request<Ticket>('POST', `/api/tickets/${id(ticketId)}/callback`, { body: callback }),
  cancelCallback: (ticketId: string) => request<Ticket>('DELETE', `/api/tickets/${id(ticketId)}/callback`),
  restoreCallback: (ticketId: string) =>
    request<Ticket>('POST', `/api/tickets/${id(ticketId)}/callback/restore`),
  holdCall: (interactionId: string) => request<Ticket>('POST', `/api/interactions/${id(interactionId)}/hold`),
  resumeCall: (interactionId: string) =>
    request<Ticket>('POST', `/api/interactions/${id(interactionId)}/resume`),
  inviteToCall: (interactionId: string, agentId: string) =>
    request<Ticket>('POST', `/api/interactions/${id(interactionId)}/invite`, { body: { agentId } }),
  dismissFromCall: (interactionId: string, agentId: string) =>
    request<Ticket>('POST', `/api/interactions/${id(interactionId)}/dismiss`, { body: { agentId } }),
  listen: (interactionId: string, body: ListenToCall) =>
    request<Ticket>('POST', `/api/interactions/${id(interactionId)}/listening`, { body }),
  setListening: (interactionId: string, mode: ListeningMode) =>
    request<Ticket>('PUT', `/api/interactions/${id(interactionId)}/listening`, { body: { mode } }),
  stopListening: (interactionId: string) =>
    request<Ticket>('DELETE', `/api/interactions/${id(interactionId)}/listening`),
  askForHelp: (interactionId: string, body: AskForHelp) =>
    request<Ticket>('POST', `/api/interactions/${id(interactionId)}/help`, { body }),
  answerHelp: (interactionId: string, text: string) =>
    request<Ticket>('POST', `/api/interactions/${id(interactionId)}/help/answer`, { body: { text } }),
  lowerHand: (interactionId: string) =>
    request<Ticket>('DELETE', `/api/interactions/${id(interactionId)}/help`),
  listenedTo: (cursor?: string) =>
    request<ListenedToPage>('GET', `/api/agents/me/listened-to${query({ cursor })}`),

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

  mails: (values: Record<string, string | undefined>) =>
    request<Page<MailRecord>>('GET', `/api/admin/mail${query(values)}`),
  mail: (mailId: string) => request<MailRecord>('GET', `/api/admin/mail/${id(mailId)}`),
  mailSource: (mailId: string) => requestText(`/api/admin/mail/${id(mailId)}/raw`),
  decideHeldMail: (ticketId: string, noteId: string, as: StrangerMailState) =>
    request<Ticket>('POST', `/api/tickets/${id(ticketId)}/stranger-mails/${id(noteId)}`, { body: { as } }),
  decideForwardedMail: (ticketId: string, noteId: string, decision: DecideForwardedMail) =>
    request<Ticket>('POST', `/api/tickets/${id(ticketId)}/forwarded-mails/${id(noteId)}`, { body: decision }),
  answerInvitation: (ticketId: string, messageId: string, as: InvitationAnswer) =>
    request<Ticket>('POST', `/api/tickets/${id(ticketId)}/invitations/${id(messageId)}`, { body: { as } }),
  retryMail: (mailId: string) => request<unknown>('POST', `/api/admin/quarantine/${id(mailId)}/retry`),
  releaseFile: (fileId: string, body: ReleaseAttachment) =>
    request<null>('POST', `/api/attachments/${id(fileId)}/release`, { body }),
  uploadMail: (file: File) =>
    request<{ id: string }>('POST', '/api/admin/mail', {
      raw: file,
      headers: { 'content-type': 'message/rfc822' },
    }),
  calendars: (signal: AbortSignal) => request<Calendars>('GET', '/api/admin/calendars', { signal }),
  putCalendar: (calendarId: string, body: BusinessCalendar) =>
    request<CalendarView>('PUT', `/api/admin/calendars/${id(calendarId)}`, { body }),
  previewCalendar: (body: BusinessCalendar, signal: AbortSignal) =>
    request<CalendarPreview>('POST', '/api/admin/calendars/preview', { body, signal }),
  slaPolicies: (signal: AbortSignal) => request<SlaPolicies>('GET', '/api/admin/sla-policies', { signal }),
  putSlaPolicies: (body: SlaPolicies) => request<SlaPolicies>('PUT', '/api/admin/sla-policies', { body }),
  timeSettings: (signal: AbortSignal) => request<TimeSettings>('GET', '/api/admin/time-settings', { signal }),
  putTimeSettings: (body: TimeSettings) => request<TimeSettings>('PUT', '/api/admin/time-settings', { body }),
  innerWords: (signal: AbortSignal) => request<InnerWordList>('GET', '/api/admin/inner-words', { signal }),
  addInnerWords: (body: WriteInnerWords) => request<InnerWords>('POST', '/api/admin/inner-words', { body }),
  changeInnerWords: (wordsId: string, body: WriteInnerWords) =>
    request<InnerWords>('PUT', `/api/admin/inner-words/${id(wordsId)}`, { body }),
  removeInnerWords: (wordsId: string) => request<null>('DELETE', `/api/admin/inner-words/${id(wordsId)}`),
  tellCallQuality: (body: TellCallQuality) => request<null>('POST', '/api/voice/quality', { body }),
  voiceToken: () => request<VoiceToken>('POST', '/api/voice/token', { body: {} }),
};
