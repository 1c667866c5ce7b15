/** Rights to queues, what waits in them, offers, hand-overs and escalation. */
import { adminOnly, logReaders, missing, NOBODY, shared, ticketRead, type Row } from '../row.js';

const steers = { anonymous: 401, stranger: 403, owner: 403, supervisor: 404, admin: 404 };
const QUEUE = {
  name: 'Repairs',
  level: 2,
  answerWithinSeconds: 20,
  reopenDays: 14,
  strategy: 'longest-idle',
  rings: [],
  steps: null,
  overflow: [],
  memberIds: [],
};

export const routingRows: Record<string, Row> = {
  'get /api/queues': { expected: shared },
  'get /api/queues/:id/live': { path: (ticket) => `/api/queues/${ticket.queue?.id}/live`, expected: shared },
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
  'get /api/tickets/:id/routing': { expected: ticketRead },
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
  'post /api/interactions/:id/end': { path: () => `/api/interactions/${NOBODY}/end`, expected: missing },
  'get /api/admin/queues/:id/wrap-up': {
    path: (ticket) => `/api/admin/queues/${ticket.queue?.id}/wrap-up`,
    expected: logReaders,
  },
  'put /api/admin/queues/:id/wrap-up': {
    body: { required: false, dispositions: [] },
    headers: () => ({ 'if-match': '0' }),
    path: () => `/api/admin/queues/${NOBODY}/wrap-up`,
    expected: { ...adminOnly, admin: 404 },
  },
  'get /api/interactions/:id/wrap-up': {
    path: () => `/api/interactions/${NOBODY}/wrap-up`,
    expected: missing,
  },
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
};
