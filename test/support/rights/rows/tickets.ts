/** Rights to one ticket: its fields, notes, relations and followers. */
import { missing, NOBODY, ticketRead, type Row } from '../row.js';

export const ticketRows: Record<string, Row> = {
  'get /api/tickets/:id': { expected: ticketRead },
  'get /api/tickets/:id/timeline': { expected: ticketRead },
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
  'post /api/tickets/:id/forwarded-mails/:noteId': {
    path: (ticket) => `/api/tickets/${ticket.id}/forwarded-mails/${NOBODY}`,
    body: { as: 'own-words' },
    expected: missing,
  },
  'post /api/tickets/:id/invitations/:messageId': {
    path: (ticket) => `/api/tickets/${ticket.id}/invitations/${NOBODY}`,
    body: { as: 'accepted' },
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
};
