/** Rights to lists, views, search, acts on many tickets, and customers. */
import { adminOnly, missing, NOBODY, shared, ticketRead, type Row } from '../row.js';

export const findingRows: Record<string, Row> = {
  'get /api/tickets': { expected: shared },
  'post /api/tickets': {
    body: {},
    expected: { anonymous: 401, stranger: 400, owner: 400, supervisor: 400, admin: 400 },
  },
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
};
