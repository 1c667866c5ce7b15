/** Rights to who works here: themselves, their absences, who stands in for whom, and how an administrator sees them. */
import { adminOnly, logReaders, missing, NOBODY, refusedForm, shared, ticketRead, type Row } from '../row.js';

const wrongAbsence = { kind: 'other', from: '2001-01-01T09:00:00Z', to: '2001-01-02T09:00:00Z' };

export const peopleRows: Record<string, Row> = {
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
};
