/** The rights matrix: every route that is not public, a valid request to it, and what each kind of person is answered. */
import type { Ticket } from '@lib/contracts';

/**
 * The ticket belongs to Noor in Billing; Eva is her colleague there, Sam of Support is the stranger. 404, not 403: others
 * must not learn that it exists. A visitor comes with the token of a chat.
 */
export type Person = 'anonymous' | 'visitor' | 'stranger' | 'colleague' | 'owner' | 'supervisor' | 'admin';

/** Unless said, a visitor is answered as anybody is who has not logged in, and a colleague of the queue as the owner is. */
type Expected = Record<Exclude<Person, 'visitor' | 'colleague'>, number> &
  Partial<Record<'visitor' | 'colleague', number>>;

export function expectedOf({ expected }: Row): Record<Person, number> {
  return { visitor: expected.anonymous, colleague: expected.owner, ...expected };
}

const shared = { anonymous: 401, stranger: 200, owner: 200, supervisor: 200, admin: 200 };
const ticketRead = { ...shared, stranger: 404 };
const adminOnly = { anonymous: 401, stranger: 403, owner: 403, supervisor: 403, admin: 200 };
const logReaders = { ...adminOnly, supervisor: 200 };
const steers = { anonymous: 401, stranger: 403, owner: 403, supervisor: 404, admin: 404 };
const innerWords = { kind: 'jargon', locale: 'fr', words: 'mot du métier', why: 'pour l’essai' };
const rule = {
  name: 'See it',
  trigger: { on: 'handed-over' },
  actions: [{ do: 'add-tags', tags: ['handed'] }],
};
const NOBODY = '01a20427-0000-7000-8000-000000000000';
const MONDAYS = {
  mon: [{ from: '09:00', to: '12:00' }],
  tue: [],
  wed: [],
  thu: [],
  fri: [],
  sat: [],
  sun: [],
};

const QUEUE = {
  name: 'Repairs',
  level: 2,
  answerWithinSeconds: 20,
  strategy: 'longest-idle',
  rings: [],
  steps: null,
  overflow: [],
  memberIds: [],
};

export interface Row {
  /** By its place in the table: a body that is valid, so that the right and not the form decides. */
  body?: unknown;
  path?: (ticket: Ticket) => string;
  headers?: (ticket: Ticket) => Record<string, string>;
  expected: Expected;
}

const missing = { anonymous: 401, stranger: 404, owner: 404, supervisor: 404, admin: 404 };

const wrongAbsence = { kind: 'other', from: '2001-01-01T09:00:00Z', to: '2001-01-02T09:00:00Z' };
const refusedForm = { stranger: 400, owner: 400, supervisor: 400, admin: 400 };

export const table: Record<string, Row> = {
  'get /api/auth/me': { expected: shared },
  'get /api/agents': { expected: shared },
  'put /api/agents/me/state': { body: { state: 'offline' }, expected: shared },
  'get /api/agents/:id/state-changes': {
    path: (ticket) => `/api/agents/${ticket.owner?.id}/state-changes`,
    expected: { anonymous: 401, stranger: 403, colleague: 403, owner: 200, supervisor: 200, admin: 200 },
  },
  'put /api/agents/:id/state': {
    body: { state: 'offline', reason: 'shift over' },
    path: (ticket) => `/api/agents/${ticket.owner?.id}/state`,
    expected: { anonymous: 401, stranger: 403, colleague: 403, owner: 200, supervisor: 200, admin: 200 },
  },
  'get /api/agents/me/absences': { expected: shared },
  'post /api/agents/me/absences': { body: wrongAbsence, expected: { ...shared, ...refusedForm } },
  'delete /api/agents/me/absences/:absenceId': {
    path: () => `/api/agents/me/absences/${NOBODY}`,
    expected: missing,
  },
  'get /api/agents/:id/absences': {
    path: (ticket) => `/api/agents/${ticket.owner?.id}/absences`,
    expected: { ...shared, stranger: 403, colleague: 403 },
  },
  'post /api/agents/:id/absences': {
    body: wrongAbsence,
    path: (ticket) => `/api/agents/${ticket.owner?.id}/absences`,
    expected: { ...shared, ...refusedForm, stranger: 403, colleague: 403 },
  },
  'delete /api/agents/:id/absences/:absenceId': {
    path: (ticket) => `/api/agents/${ticket.owner?.id}/absences/${NOBODY}`,
    expected: { ...missing, stranger: 403, colleague: 403 },
  },
  'put /api/agents/:id/working-hours': {
    body: { calendarId: null },
    path: (ticket) => `/api/agents/${ticket.owner?.id}/working-hours`,
    expected: logReaders,
  },
  'put /api/tickets/:id/stand-in': {
    body: { agentId: NOBODY, innerNote: 'n' },
    expected: { ...ticketRead, ...refusedForm, stranger: 404, colleague: 403 },
  },
  'delete /api/tickets/:id/stand-in': {
    expected: { anonymous: 401, stranger: 404, colleague: 403, owner: 409, supervisor: 409, admin: 409 },
  },
  'get /api/tickets/:id/stand-in/introduction': {
    expected: { anonymous: 401, stranger: 404, owner: 409, supervisor: 409, admin: 409 },
  },
  'post /api/tickets/:id/hand-back/seen': { expected: ticketRead },
  'patch /api/agents/me': { body: {}, expected: shared },
  'get /api/queues': { expected: shared },
  'get /api/queues/:id/live': { path: (ticket) => `/api/queues/${ticket.queue?.id}/live`, expected: shared },
  'get /api/tickets': { expected: shared },
  'get /api/tickets/:id': { expected: ticketRead },
  'post /api/waiting/:interactionId/ask': {
    body: { agentId: NOBODY, reason: 'r' },
    path: () => `/api/waiting/${NOBODY}/ask`,
    expected: steers,
  },
  'post /api/waiting/:interactionId/move': {
    body: { queueId: NOBODY, reason: 'r' },
    path: () => `/api/waiting/${NOBODY}/move`,
    expected: steers,
  },
  'post /api/waiting/:interactionId/take-over': {
    body: { reason: 'r' },
    path: () => `/api/waiting/${NOBODY}/take-over`,
    expected: steers,
  },
  'get /api/admin/people': { expected: logReaders },
  'patch /api/admin/people/:id': {
    body: {},
    path: (ticket) => `/api/admin/people/${ticket.owner?.id}`,
    expected: adminOnly,
  },
  'get /api/admin/people/:id/changes': {
    path: (ticket) => `/api/admin/people/${ticket.owner?.id}/changes`,
    expected: logReaders,
  },
  'get /api/admin/queues': { expected: logReaders },
  'post /api/admin/queues': { body: QUEUE, expected: { ...adminOnly, admin: 201 } },
  'post /api/admin/queues/preview': {
    body: { settings: QUEUE, item: { channel: 'chat', language: null, waitedSeconds: 0 } },
    expected: logReaders,
  },
  'get /api/admin/queues/:id': {
    path: (ticket) => `/api/admin/queues/${ticket.queue?.id}`,
    expected: logReaders,
  },
  'get /api/admin/queues/:id/changes': {
    path: (ticket) => `/api/admin/queues/${ticket.queue?.id}/changes`,
    expected: logReaders,
  },
  'put /api/admin/queues/:id': {
    body: QUEUE,
    headers: () => ({ 'if-match': '1' }),
    path: () => `/api/admin/queues/${NOBODY}`,
    expected: { ...adminOnly, admin: 404 },
  },
  'delete /api/admin/queues/:id': {
    path: () => `/api/admin/queues/${NOBODY}`,
    expected: { ...adminOnly, admin: 404 },
  },
  'post /api/admin/queues/:id/restore': {
    path: () => `/api/admin/queues/${NOBODY}/restore`,
    expected: { ...adminOnly, admin: 404 },
  },
  'get /api/admin/queues/:id/rules': {
    path: (ticket) => `/api/admin/queues/${ticket.queue?.id}/rules`,
    expected: logReaders,
  },
  'put /api/admin/queues/:id/rules': {
    body: { strategy: 'longest-idle', rings: [] },
    path: (ticket) => `/api/admin/queues/${ticket.queue?.id}/rules`,
    expected: adminOnly,
  },
  'get /api/admin/queues/:id/overflow': {
    path: (ticket) => `/api/admin/queues/${ticket.queue?.id}/overflow`,
    expected: logReaders,
  },
  'put /api/admin/queues/:id/overflow': {
    body: { rules: [] },
    path: (ticket) => `/api/admin/queues/${ticket.queue?.id}/overflow`,
    expected: adminOnly,
  },
  'get /api/admin/capacity': { expected: logReaders },
  'put /api/admin/capacity': { body: { voice: 1, chat: 4, email: 8 }, expected: adminOnly },
  'get /api/admin/agents/:id/capacity': {
    path: (ticket) => `/api/admin/agents/${ticket.owner?.id}/capacity`,
    expected: logReaders,
  },
  'put /api/admin/agents/:id/capacity': {
    body: { voice: 1, chat: 4, email: 8 },
    path: (ticket) => `/api/admin/agents/${ticket.owner?.id}/capacity`,
    expected: adminOnly,
  },
  'delete /api/admin/agents/:id/capacity': {
    path: (ticket) => `/api/admin/agents/${ticket.owner?.id}/capacity`,
    expected: adminOnly,
  },
  'get /api/tickets/:id/timeline': { expected: ticketRead },
  'get /api/tickets/:id/routing': { expected: ticketRead },
  'patch /api/tickets/:id': {
    body: { type: 'incident' },
    headers: () => ({ 'if-match': '"0"' }),
    expected: { anonymous: 401, stranger: 404, owner: 412, supervisor: 412, admin: 412 },
  },
  'post /api/tickets/:id/notes': {
    body: { text: 'inner' },
    expected: { ...ticketRead, owner: 201, supervisor: 201, admin: 201 },
  },
  'post /api/tickets/:id/stranger-mails/:noteId': {
    path: (ticket) => `/api/tickets/${ticket.id}/stranger-mails/${NOBODY}`,
    body: { as: 'spam' },
    expected: missing,
  },
  'get /api/tickets/:id/undeliverable': { expected: ticketRead },
  // Nobody's mail to this address came back; the ticket's own addresses are asked about where mails are.
  'post /api/tickets/:id/undeliverable/lift': {
    body: { address: 'nobody@elsewhere.test' },
    expected: missing,
  },
  'get /api/tickets/:id/links': { expected: ticketRead },
  'get /api/tickets/:id/similar': { expected: ticketRead },
  'post /api/tickets/:id/links': {
    body: { kind: 'child-of', ticket: 'G-999999' },
    expected: missing,
  },
  'delete /api/tickets/:id/links/:linkId': {
    path: (ticket) => `/api/tickets/${ticket.id}/links/${NOBODY}`,
    expected: missing,
  },
  'get /api/tickets/:id/merge-preview': {
    path: (ticket) => `/api/tickets/${ticket.id}/merge-preview?into=${ticket.number}`,
    expected: ticketRead,
  },
  'post /api/tickets/:id/merge': { body: { into: 'G-999999' }, expected: missing },
  'post /api/tickets/:id/merge/undo': {
    expected: { anonymous: 401, stranger: 404, owner: 409, supervisor: 409, admin: 409 },
  },
  'post /api/tickets/:id/split': {
    body: { subject: 'x', itemIds: [NOBODY] },
    expected: { anonymous: 401, stranger: 404, colleague: 403, owner: 400, supervisor: 400, admin: 400 },
  },
  'post /api/tickets/:id/split/undo': {
    expected: { anonymous: 401, stranger: 404, owner: 409, supervisor: 409, admin: 409 },
  },
  'post /api/tickets/:id/resolve-incidents': {
    body: { customerLine: 'x' },
    expected: { anonymous: 401, stranger: 404, owner: 409, supervisor: 409, admin: 409 },
  },
  'put /api/tickets/:id/followers/:agentId': {
    path: (ticket) => `/api/tickets/${ticket.id}/followers/${NOBODY}`,
    expected: { anonymous: 401, stranger: 404, owner: 400, supervisor: 400, admin: 400 },
  },
  'delete /api/tickets/:id/followers/:agentId': {
    path: (ticket) => `/api/tickets/${ticket.id}/followers/${NOBODY}`,
    expected: { anonymous: 401, stranger: 404, owner: 204, supervisor: 204, admin: 204 },
  },
  'put /api/tickets/:id/read': {
    body: { seq: 0 },
    expected: { anonymous: 401, stranger: 404, owner: 204, supervisor: 204, admin: 204 },
  },
  'post /api/tickets/:id/take': {
    expected: { anonymous: 401, stranger: 404, colleague: 409, owner: 200, supervisor: 409, admin: 409 },
  },
  'post /api/tickets/:id/messages': {
    body: { channel: 'chat', text: 'x' },
    expected: { anonymous: 401, stranger: 404, owner: 409, supervisor: 409, admin: 409 },
  },
  'delete /api/tickets/:id/messages/:messageId': {
    path: (ticket) => `/api/tickets/${ticket.id}/messages/${NOBODY}`,
    expected: missing,
  },
  'post /api/tickets/:id/hand-over': {
    body: { to: { agentId: NOBODY }, innerNote: 'n', customerLine: 'c' },
    expected: { anonymous: 401, stranger: 404, colleague: 403, owner: 400, supervisor: 400, admin: 400 },
  },
  'get /api/tickets/:id/escalation': { expected: ticketRead },
  'post /api/tickets/:id/escalate': {
    body: { reason: 'r', customerLine: 'c', level: 3 },
    expected: { anonymous: 401, stranger: 404, owner: 409, supervisor: 409, admin: 409 },
  },
  'post /api/hand-overs/:id/accept': { path: () => `/api/hand-overs/${NOBODY}/accept`, expected: missing },
  'post /api/hand-overs/:id/decline': {
    body: { reason: 'n' },
    path: () => `/api/hand-overs/${NOBODY}/decline`,
    expected: missing,
  },
  'post /api/hand-overs/:id/withdraw': {
    path: () => `/api/hand-overs/${NOBODY}/withdraw`,
    expected: missing,
  },
  'post /api/tickets': {
    body: {},
    expected: { anonymous: 401, stranger: 400, owner: 400, supervisor: 400, admin: 400 },
  },
  'get /api/tickets/:id/record': { expected: ticketRead },
  'get /api/tickets/:id/plan': { expected: ticketRead },
  'post /api/tickets/:id/plan': {
    body: { inner: 'Ask the bank' },
    expected: { ...ticketRead, owner: 201, supervisor: 201, admin: 201 },
  },
  'patch /api/tickets/:id/plan/:stepId': {
    body: { state: 'done' },
    path: (ticket) => `/api/tickets/${ticket.id}/plan/${NOBODY}`,
    expected: missing,
  },
  'delete /api/tickets/:id/plan/:stepId': {
    path: (ticket) => `/api/tickets/${ticket.id}/plan/${NOBODY}`,
    expected: missing,
  },
  'put /api/tickets/:id/tags': { body: { tags: ['bank'] }, expected: ticketRead },
  'put /api/tickets/:id/understood': { body: { text: 'Charged twice' }, expected: ticketRead },
  'post /api/tickets/:id/understood/answer': { body: { right: true }, expected: ticketRead },
  'post /api/tickets/:id/understood/read-back': { expected: ticketRead },
  'put /api/tickets/:id/behind': { body: { text: 'inner' }, expected: ticketRead },
  'post /api/tickets/:id/confirmation': {
    body: { works: true },
    expected: { ...ticketRead, owner: 409, supervisor: 409, admin: 409 },
  },
  'post /api/tickets/:id/resolve': {
    body: { causeId: NOBODY },
    expected: { ...ticketRead, owner: 400, supervisor: 400, admin: 400 },
  },
  'get /api/resolving': { expected: shared },
  'put /api/admin/resolving': {
    body: { causeRequired: false, askCustomer: false, causes: [{ fr: 'Autre', en: 'Other' }] },
    expected: adminOnly,
  },
  'get /api/tickets/:id/brief': { expected: ticketRead },
  'post /api/tickets/:id/facts': {
    body: { kind: 'told', text: 'A VX-3' },
    expected: { ...ticketRead, owner: 201, supervisor: 201, admin: 201 },
  },
  'patch /api/tickets/:id/facts/:factId': {
    body: { text: 'A VX-4' },
    path: (ticket) => `/api/tickets/${ticket.id}/facts/${NOBODY}`,
    expected: missing,
  },
  'delete /api/tickets/:id/facts/:factId': {
    path: (ticket) => `/api/tickets/${ticket.id}/facts/${NOBODY}`,
    expected: missing,
  },
  'post /api/tickets/:id/facts/:factId/repeats': {
    body: {},
    path: (ticket) => `/api/tickets/${ticket.id}/facts/${NOBODY}/repeats`,
    expected: missing,
  },
  'post /api/tickets/:id/swarm': {
    body: { question: 'Why?', who: { agentIds: [NOBODY] } },
    expected: { anonymous: 401, stranger: 404, colleague: 403, owner: 409, supervisor: 409, admin: 409 },
  },
  'post /api/tickets/:id/swarm/accept': {
    expected: { anonymous: 401, stranger: 404, owner: 409, supervisor: 409, admin: 409 },
  },
  'post /api/tickets/:id/swarm/decline': {
    body: {},
    expected: { anonymous: 401, stranger: 404, owner: 409, supervisor: 409, admin: 409 },
  },
  'post /api/tickets/:id/swarm/leave': {
    expected: { anonymous: 401, stranger: 404, owner: 409, supervisor: 409, admin: 409 },
  },
  'get /api/tasks': { expected: shared },
  'post /api/tickets/:id/tasks': {
    body: { text: 'Look at it', to: { agentId: NOBODY } },
    expected: { ...ticketRead, ...refusedForm, stranger: 404 },
  },
  'post /api/tasks/:id/take': { path: () => `/api/tasks/${NOBODY}/take`, expected: missing },
  'post /api/tasks/:id/give-back': {
    body: { reason: 'not ours' },
    path: () => `/api/tasks/${NOBODY}/give-back`,
    expected: missing,
  },
  'post /api/tasks/:id/finish': {
    body: { result: 'done' },
    path: () => `/api/tasks/${NOBODY}/finish`,
    expected: missing,
  },
  'post /api/tasks/:id/drop': {
    body: { reason: 'not needed' },
    path: () => `/api/tasks/${NOBODY}/drop`,
    expected: missing,
  },
  'get /api/checklists': { expected: shared },
  'post /api/checklists': {
    body: { name: 'Bank', items: ['Which card?'] },
    expected: { anonymous: 401, stranger: 403, owner: 403, supervisor: 201, admin: 201 },
  },
  'put /api/checklists/:id': {
    body: { name: 'Bank', items: ['Which card?'] },
    path: () => `/api/checklists/${NOBODY}`,
    expected: { anonymous: 401, stranger: 403, owner: 403, supervisor: 404, admin: 404 },
  },
  'delete /api/checklists/:id': {
    path: () => `/api/checklists/${NOBODY}`,
    expected: { anonymous: 401, stranger: 403, owner: 403, supervisor: 404, admin: 404 },
  },
  'post /api/tickets/:id/checklist': { body: { items: ['Which card?'] }, expected: ticketRead },
  'put /api/tickets/:id/checklist/:itemId': {
    body: { ticked: true },
    path: (ticket) => `/api/tickets/${ticket.id}/checklist/${NOBODY}`,
    expected: missing,
  },
  'delete /api/tickets/:id/checklist/:itemId': {
    path: (ticket) => `/api/tickets/${ticket.id}/checklist/${NOBODY}`,
    expected: missing,
  },
  'get /api/fields': { expected: shared },
  'post /api/admin/fields': {
    body: { kind: 'text', fr: 'Modèle', en: 'Model' },
    expected: { ...adminOnly, admin: 201 },
  },
  'put /api/admin/fields/:id': {
    body: { fr: 'Modèle', en: 'Model', place: 1 },
    path: () => `/api/admin/fields/${NOBODY}`,
    expected: { ...adminOnly, admin: 404 },
  },
  'delete /api/admin/fields/:id': {
    path: () => `/api/admin/fields/${NOBODY}`,
    expected: { ...adminOnly, admin: 404 },
  },
  'put /api/tickets/:id/fields': { body: { values: {} }, expected: ticketRead },
  'get /api/tickets/:id/customer-fields': { expected: ticketRead },
  'get /api/tags': { expected: shared },
  'get /api/macros': { expected: shared },
  'post /api/macros': {
    body: { name: 'Hello', shared: true, texts: { en: 'Hello' } },
    expected: { anonymous: 401, stranger: 403, owner: 403, supervisor: 201, admin: 201 },
  },
  'put /api/macros/:id': {
    body: { name: 'Hello', texts: { en: 'Hello' } },
    path: () => `/api/macros/${NOBODY}`,
    expected: missing,
  },
  'delete /api/macros/:id': { path: () => `/api/macros/${NOBODY}`, expected: missing },
  'get /api/tickets/:id/macros/:macroId': {
    path: (ticket) => `/api/tickets/${ticket.id}/macros/${NOBODY}`,
    expected: missing,
  },
  'post /api/tickets/:id/macros/:macroId': {
    path: (ticket) => `/api/tickets/${ticket.id}/macros/${NOBODY}`,
    expected: missing,
  },
  'post /api/tickets/:id/macro-uses/:useId/undo': {
    path: (ticket) => `/api/tickets/${ticket.id}/macro-uses/${NOBODY}/undo`,
    expected: missing,
  },
  'get /api/admin/priority-table': { expected: logReaders },
  'put /api/admin/priority-table': {
    body: {
      low: { low: 'low', medium: 'normal', high: 'normal' },
      medium: { low: 'normal', medium: 'normal', high: 'high' },
      high: { low: 'normal', medium: 'high', high: 'urgent' },
    },
    expected: adminOnly,
  },
  'get /api/tickets/:id/clocks': { expected: ticketRead },
  'post /api/tickets/:id/promises': {
    body: { text: 'We call you back', dueAt: '2100-01-01T09:00:00Z' },
    expected: { ...ticketRead, owner: 201, supervisor: 201, admin: 201 },
  },
  'post /api/promises/:id/kept': { path: () => `/api/promises/${NOBODY}/kept`, expected: missing },
  'post /api/promises/:id/cancel': {
    body: { reason: 'settled already' },
    path: () => `/api/promises/${NOBODY}/cancel`,
    expected: missing,
  },
  'post /api/promises/:id/renew': {
    body: { text: 'Another time', dueAt: '2100-01-01T09:00:00Z' },
    path: () => `/api/promises/${NOBODY}/renew`,
    expected: missing,
  },
  'post /api/alarms/:id/seen': { path: () => `/api/alarms/${NOBODY}/seen`, expected: missing },
  'get /api/suppliers/waiting': { expected: shared },
  'get /api/tickets/:id/supplier-waits': { expected: ticketRead },
  'post /api/tickets/:id/supplier-waits': {
    body: { supplier: 'Hexatel', asked: 'Is the line broken?', dueAt: '2100-01-01T09:00:00Z' },
    expected: { ...ticketRead, owner: 201, supervisor: 201, admin: 201 },
  },
  'post /api/supplier-waits/:id/messages': {
    body: { direction: 'to', text: 'Any news?' },
    path: () => `/api/supplier-waits/${NOBODY}/messages`,
    expected: missing,
  },
  'post /api/supplier-waits/:id/end': {
    body: { outcome: 'They answered' },
    path: () => `/api/supplier-waits/${NOBODY}/end`,
    expected: missing,
  },
  'get /api/tickets/:id/disruption': { expected: ticketRead },
  'put /api/tickets/:id/disruption': { body: { people: 3, blockedPercent: 50 }, expected: ticketRead },
  'get /api/disruptions/live': { expected: logReaders },
  'post /api/interactions/:id/end': { path: () => `/api/interactions/${NOBODY}/end`, expected: missing },
  'post /api/interactions/:id/wrap-up/complete': {
    path: () => `/api/interactions/${NOBODY}/wrap-up/complete`,
    expected: missing,
  },
  'post /api/interactions/:id/wrap-up/extend': {
    path: () => `/api/interactions/${NOBODY}/wrap-up/extend`,
    expected: missing,
  },
  'post /api/offers/:id/accept': { path: () => `/api/offers/${NOBODY}/accept`, expected: missing },
  'post /api/offers/:id/decline': { path: () => `/api/offers/${NOBODY}/decline`, expected: missing },
  'get /api/search': { path: () => '/api/search?q=billing', expected: shared },
  'post /api/admin/search/rebuild': { expected: { ...adminOnly, admin: 202 } },
  'get /api/views': { expected: shared },
  'post /api/views': {
    body: { name: 'Everything', sharedWith: 'agent', conditions: { all: [] } },
    expected: { anonymous: 401, stranger: 403, owner: 403, supervisor: 201, admin: 201 },
  },
  'get /api/views/tickets': { path: () => '/api/views/tickets?conditions={"all":[]}', expected: shared },
  'patch /api/views/:id': { body: { name: 'x' }, path: () => `/api/views/${NOBODY}`, expected: missing },
  'delete /api/views/:id': { path: () => `/api/views/${NOBODY}`, expected: missing },
  'get /api/views/:id/tickets': { path: () => `/api/views/${NOBODY}/tickets`, expected: missing },
  'get /api/views/:id/count': { path: () => `/api/views/${NOBODY}/count`, expected: missing },
  // Each ticket of a job answers for itself; the job is its starter's.
  'post /api/tickets/bulk': {
    body: { ids: [NOBODY], action: { do: 'take' } },
    path: () => '/api/tickets/bulk',
    expected: { anonymous: 401, stranger: 202, owner: 202, supervisor: 202, admin: 202 },
  },
  'get /api/tickets/bulk/:jobId': { path: () => `/api/tickets/bulk/${NOBODY}`, expected: missing },
  'post /api/tickets/bulk/:jobId/stop': {
    path: () => `/api/tickets/bulk/${NOBODY}/stop`,
    expected: missing,
  },
  'post /api/tickets/bulk/:jobId/undo': {
    path: () => `/api/tickets/bulk/${NOBODY}/undo`,
    expected: missing,
  },
  'get /api/customers': { path: () => '/api/customers?q=billing', expected: shared },
  'get /api/customers/:id': {
    path: (ticket) => `/api/customers/${ticket.customer.id}`,
    expected: ticketRead,
  },
  'get /api/customers/:id/history': {
    path: (ticket) => `/api/customers/${ticket.customer.id}/history`,
    expected: ticketRead,
  },
  'get /api/customers/:id/profile': {
    path: (ticket) => `/api/customers/${ticket.customer.id}/profile`,
    expected: ticketRead,
  },
  'post /api/customers/:id/profile': {
    body: { kind: 'owns', text: 'A VX-3' },
    path: (ticket) => `/api/customers/${ticket.customer.id}/profile`,
    expected: { ...ticketRead, owner: 201, supervisor: 201, admin: 201 },
  },
  'delete /api/customers/:id/profile/:entryId': {
    path: (ticket) => `/api/customers/${ticket.customer.id}/profile/${NOBODY}`,
    expected: missing,
  },
  'post /api/customers/:id/profile/:entryId/forget': {
    path: (ticket) => `/api/customers/${ticket.customer.id}/profile/${NOBODY}/forget`,
    expected: missing,
  },
  'post /api/customers/:id/same-person/:proposalId/confirm': {
    path: (ticket) => `/api/customers/${ticket.customer.id}/same-person/${NOBODY}/confirm`,
    expected: missing,
  },
  'post /api/customers/:id/same-person/:proposalId/separate': {
    path: (ticket) => `/api/customers/${ticket.customer.id}/same-person/${NOBODY}/separate`,
    expected: missing,
  },
  'post /api/attachments': {
    body: {},
    expected: { anonymous: 401, stranger: 400, owner: 400, supervisor: 400, admin: 400 },
  },
  'get /api/attachments/:id': { path: () => `/api/attachments/${NOBODY}`, expected: missing },
  'post /api/customer-text/check': { body: { text: 'x', locale: 'fr' }, expected: shared },
  'get /api/admin/rules': { expected: adminOnly },
  'post /api/admin/rules': { body: rule, expected: { ...adminOnly, admin: 201 } },
  'put /api/admin/rules/order': { body: { ids: [NOBODY] }, expected: { ...adminOnly, admin: 400 } },
  'post /api/admin/rules/dry-run': { body: { rule: { trigger: rule.trigger } }, expected: adminOnly },
  'get /api/admin/rules/runs': { expected: adminOnly },
  'post /api/admin/rules/stops/seen': { expected: { ...adminOnly, admin: 204 } },
  'put /api/admin/rules/:id': {
    body: rule,
    path: () => `/api/admin/rules/${NOBODY}`,
    headers: () => ({ 'if-match': '1' }),
    expected: { ...adminOnly, admin: 404 },
  },
  'put /api/admin/rules/:id/active': {
    body: { active: true },
    path: () => `/api/admin/rules/${NOBODY}/active`,
    expected: { ...adminOnly, admin: 404 },
  },
  'delete /api/admin/rules/:id': {
    path: () => `/api/admin/rules/${NOBODY}`,
    expected: { ...adminOnly, admin: 404 },
  },
  'post /api/admin/rules/:id/restore': {
    path: () => `/api/admin/rules/${NOBODY}/restore`,
    expected: { ...adminOnly, admin: 404 },
  },
  'get /api/admin/rules/:id/changes': {
    path: () => `/api/admin/rules/${NOBODY}/changes`,
    expected: adminOnly,
  },
  'get /api/admin/inner-words': { expected: logReaders },
  'post /api/admin/inner-words': {
    body: { ...innerWords, words: '...' },
    expected: { ...adminOnly, admin: 400 },
  },
  'put /api/admin/inner-words/:id': {
    body: innerWords,
    path: () => `/api/admin/inner-words/${NOBODY}`,
    expected: { ...adminOnly, admin: 404 },
  },
  'delete /api/admin/inner-words/:id': {
    path: () => `/api/admin/inner-words/${NOBODY}`,
    expected: { ...adminOnly, admin: 404 },
  },
  'get /api/admin/calendars': { expected: logReaders },
  'post /api/admin/calendars/preview': {
    body: { name: 'Mondays', timeZone: 'UTC', week: MONDAYS, holidays: [] },
    expected: adminOnly,
  },
  'get /api/admin/time-settings': { expected: adminOnly },
  'put /api/admin/time-settings': {
    body: {
      promiseLeadMs: 3_600_000,
      standInAfterMs: 900_000,
      supervisorsAfterMs: 1_800_000,
      nextNewsMs: 14_400_000,
      hourlyCostCents: 4_500,
      currency: 'EUR',
    },
    expected: adminOnly,
  },
  'get /api/admin/calendars/:id': { path: () => '/api/admin/calendars/default', expected: adminOnly },
  'put /api/admin/calendars/:id': {
    body: { name: 'Mondays', timeZone: 'UTC', week: MONDAYS, holidays: [] },
    path: () => '/api/admin/calendars/mondays',
    expected: adminOnly,
  },
  'get /api/admin/sla-policies': { expected: adminOnly },
  'put /api/admin/sla-policies': { body: { items: [] }, expected: adminOnly },
  'get /api/admin/undeliverable': { expected: logReaders },
  'post /api/admin/undeliverable': {
    body: { address: 'gone@elsewhere.test', words: 'They left' },
    expected: { ...logReaders, supervisor: 204, admin: 204 },
  },
  'post /api/admin/undeliverable/lift': {
    body: { address: 'nobody@elsewhere.test' },
    expected: { ...logReaders, supervisor: 404, admin: 404 },
  },
  'get /api/admin/mail': { expected: logReaders },
  'get /api/admin/mail/:id': {
    path: () => `/api/admin/mail/${NOBODY}`,
    expected: { ...logReaders, supervisor: 404, admin: 404 },
  },
  'get /api/admin/mail/:id/raw': {
    path: () => `/api/admin/mail/${NOBODY}/raw`,
    expected: { ...adminOnly, admin: 404 },
  },
  'post /api/admin/mail': { body: {}, expected: { ...adminOnly, admin: 400 } },
  'get /api/admin/quarantine': { expected: adminOnly },
  'post /api/admin/quarantine/:id/retry': {
    path: () => `/api/admin/quarantine/${NOBODY}/retry`,
    expected: { ...adminOnly, admin: 404 },
  },
  'post /api/admin/quarantine/:id/spam': {
    path: () => `/api/admin/quarantine/${NOBODY}/spam`,
    expected: { ...adminOnly, admin: 404 },
  },
  'post /api/voice/token': { expected: shared },
  'post /api/auth/logout': {
    expected: { anonymous: 401, stranger: 204, owner: 204, supervisor: 204, admin: 204 },
  },
};
