/** Rights to what comes in and goes out: messages, files, the mail log, what was given up, the telephone. */
import { adminOnly, logReaders, missing, NOBODY, shared, type Row } from '../row.js';

export const channelRows: Record<string, Row> = {
  'post /api/tickets/:id/messages': {
    body: { channel: 'chat', text: 'x' },
    expected: { anonymous: 401, stranger: 404, owner: 409, supervisor: 409, admin: 409 },
  },
  'delete /api/tickets/:id/messages/:messageId': {
    path: (ticket) => `/api/tickets/${ticket.id}/messages/${NOBODY}`,
    expected: missing,
  },
  'post /api/attachments': {
    body: {},
    expected: { anonymous: 401, stranger: 400, owner: 400, supervisor: 400, admin: 400 },
  },
  'get /api/attachments/:id': { path: () => `/api/attachments/${NOBODY}`, expected: missing },
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
  'get /api/admin/parked': { expected: adminOnly },
  'post /api/admin/parked/retry': { expected: adminOnly },
  'get /api/admin/parked/:id': {
    path: () => `/api/admin/parked/timer:${NOBODY}`,
    expected: { ...adminOnly, admin: 404 },
  },
  'post /api/admin/parked/:id/retry': {
    path: () => `/api/admin/parked/timer:${NOBODY}/retry`,
    expected: { ...adminOnly, admin: 404 },
  },
  'post /api/voice/token': { expected: shared },
};
