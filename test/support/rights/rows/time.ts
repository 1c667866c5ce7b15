/** Rights to promises, clocks, suppliers waited for, calendars and policies. */
import { adminOnly, logReaders, missing, NOBODY, shared, ticketRead, type Row } from '../row.js';

const MONDAYS = {
  mon: [{ from: '09:00', to: '12:00' }],
  tue: [],
  wed: [],
  thu: [],
  fri: [],
  sat: [],
  sun: [],
};

export const timeRows: Record<string, Row> = {
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
  'post /api/promises/:id/take-back': {
    body: { reason: 'not sent' },
    path: () => `/api/promises/${NOBODY}/take-back`,
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
};
