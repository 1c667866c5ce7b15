/** Rights to what a ticket asks of people: brief and facts, tasks, checklists, swarm, cause and disruption. */
import { adminOnly, logReaders, missing, NOBODY, refusedForm, shared, ticketRead, type Row } from '../row.js';

export const workRows: Record<string, Row> = {
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
  'get /api/tickets/:id/disruption': { expected: ticketRead },
  'put /api/tickets/:id/disruption': { body: { people: 3, blockedPercent: 50 }, expected: ticketRead },
  'get /api/disruptions/live': { expected: logReaders },
};
