/** Rights to what is written on a ticket: plan, tags, fields and macros. */
import { adminOnly, logReaders, missing, NOBODY, shared, ticketRead, type Row } from '../row.js';

export const recordRows: Record<string, Row> = {
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
};
