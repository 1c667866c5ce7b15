/** Every id a body may carry, and what it may name: a thing of somebody else's must be as good as none. */
import type { Things } from './things.js';

/**
 * `house`: colleagues, queues and lists that everybody here may name. `rules`: a filter, or a setting that needs a role before
 * anything is read. Otherwise the request of an agent on a ticket of their own that names a thing of another team's.
 */
export type IdField = 'house' | 'rules' | ((foreign: Things) => unknown);

export const idFieldTable: Record<string, IdField> = {
  'patch /api/tickets/:id/plan/:stepId ownerId': 'house',
  'patch /api/views/:id conditions.all[].any[].is[]': 'rules',
  'patch /api/views/:id conditions.all[].is[]': 'rules',
  'patch /api/views/:id conditions.all[].none[].is[]': 'rules',
  'post /api/agents/:id/absences standInId': 'house',
  'post /api/agents/me/absences standInId': 'house',
  'post /api/tickets customerId': ({ customer }) => ({ subject: 'x', customerId: customer }),
  'post /api/tickets queueId': 'house',
  'post /api/tickets/:id/checklist checklistId': 'house',
  'post /api/tickets/:id/hand-over to.agentId': 'house',
  'post /api/tickets/:id/hand-over to.queueId': 'house',
  'post /api/tickets/:id/links ticket': ({ ticket }) => ({ kind: 'child-of', ticket }),
  'post /api/tickets/:id/merge into': ({ ticket }) => ({ into: ticket }),
  'post /api/tickets/:id/messages attachmentIds[]': ({ attachment }) => ({
    channel: 'email',
    text: 'x',
    attachmentIds: [attachment],
  }),
  'post /api/tickets/:id/plan ownerId': 'house',
  'post /api/tickets/:id/resolve causeId': 'house',
  'post /api/tickets/:id/split itemIds[]': ({ note }) => ({ subject: 'x', itemIds: [note] }),
  'post /api/views conditions.all[].any[].is[]': 'rules',
  'post /api/views conditions.all[].is[]': 'rules',
  'post /api/views conditions.all[].none[].is[]': 'rules',
  'post /api/waiting/:interactionId/ask agentId': 'house',
  'post /api/waiting/:interactionId/move queueId': 'house',
  'put /api/admin/queues/:id/overflow rules[].to.queueId': 'rules',
  'put /api/admin/queues/:id/overflow rules[].when.calendarId': 'rules',
  'put /api/admin/resolving causes[].id': 'rules',
  'put /api/admin/sla-policies items[].calendarId': 'rules',
  'put /api/admin/sla-policies items[].customerId': 'rules',
  'put /api/admin/sla-policies items[].id': 'rules',
  'put /api/agents/:id/working-hours calendarId': 'house',
  'put /api/tickets/:id/fields values{key}': 'house',
  'put /api/tickets/:id/stand-in agentId': 'house',
};
