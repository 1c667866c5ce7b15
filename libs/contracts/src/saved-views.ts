/** Saved views: named conditions over tickets with a sort and columns; a person's own, or shared with everybody of a role. */
import { z } from 'zod';
import { Tag } from './record.js';
import { AgentRef, Ticket } from './views.js';
import { Channel, Priority, Role, TicketStatus, TicketType } from './vocabulary.js';

const few = <T extends z.ZodType>(of: T) => z.array(of).min(1).max(20);
const minutes = z
  .number()
  .int()
  .min(1)
  .max(60 * 24 * 3_660);

/** What must be so of a ticket. `me`, `nobody`, `mine` and `none` are read when the view is, for whoever looks. */
export const ViewRule = z.discriminatedUnion('field', [
  z.strictObject({ field: z.literal('status'), is: few(TicketStatus) }),
  z.strictObject({ field: z.literal('type'), is: few(TicketType) }),
  z.strictObject({ field: z.literal('priority'), is: few(Priority) }),
  z.strictObject({ field: z.literal('channel'), is: few(Channel) }),
  z.strictObject({ field: z.literal('owner'), is: few(z.union([z.uuid(), z.enum(['me', 'nobody'])])) }),
  z.strictObject({ field: z.literal('queue'), is: few(z.union([z.uuid(), z.enum(['mine', 'none'])])) }),
  z.strictObject({ field: z.literal('tag'), is: few(Tag) }),
  z.strictObject({ field: z.literal('customer'), is: few(z.uuid()) }),
  /** Age since it was opened, changed or resolved, in minutes. */
  z.strictObject({
    field: z.literal('age'),
    since: z.enum(['opened', 'updated', 'resolved']),
    than: z.enum(['older', 'younger']),
    minutes,
  }),
  /** In the subject, however it is written. */
  z.strictObject({ field: z.literal('text'), contains: z.string().trim().min(3).max(200) }),
]);
export type ViewRule = z.infer<typeof ViewRule>;

/** All of them must hold; of a group one is enough, or none may. */
export const ViewConditions = z.strictObject({
  all: z
    .array(
      z.union([
        ViewRule,
        z.strictObject({ any: z.array(ViewRule).min(1).max(20) }),
        z.strictObject({ none: z.array(ViewRule).min(1).max(20) }),
      ]),
    )
    .max(20),
});
export type ViewConditions = z.infer<typeof ViewConditions>;

export const ViewSort = z.enum(['updatedAt', '-updatedAt', 'openedAt', '-openedAt', 'priority', '-priority']);
export type ViewSort = z.infer<typeof ViewSort>;

export const ViewColumn = z.enum([
  'number',
  'subject',
  'customer',
  'status',
  'priority',
  'type',
  'owner',
  'queue',
  'openedAt',
  'updatedAt',
]);
export type ViewColumn = z.infer<typeof ViewColumn>;

const view = z.strictObject({
  name: z.string().trim().min(1).max(80),
  /** Everybody of this role and above sees it; null: its owner alone. Only supervisors and administrators share. */
  sharedWith: Role.nullable(),
  conditions: ViewConditions,
  sort: ViewSort,
  columns: z.array(ViewColumn).min(1).max(10),
});

export const SaveView = view.extend({
  sharedWith: view.shape.sharedWith.default(null),
  sort: view.shape.sort.default('-updatedAt'),
  columns: view.shape.columns.default(['number', 'subject', 'customer', 'status', 'owner', 'updatedAt']),
});
export type SaveView = z.infer<typeof SaveView>;

export const ChangeView = view.partial();
export type ChangeView = z.infer<typeof ChangeView>;

export const SavedView = z.object({
  ...view.shape,
  id: z.uuid(),
  owner: AgentRef,
  /** May the one who asks change or delete it? */
  mayChange: z.boolean(),
  version: z.number().int(),
});
export type SavedView = z.infer<typeof SavedView>;

export const SavedViews = z.object({ items: z.array(SavedView) });
export type SavedViews = z.infer<typeof SavedViews>;

export const ViewTicketsQuery = z.object({
  sort: ViewSort.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});
export type ViewTicketsQuery = z.infer<typeof ViewTicketsQuery>;

/** Tickets by conditions that nobody has saved; `conditions` is the JSON of a `ViewConditions`. */
export const TicketsByConditions = ViewTicketsQuery.extend({ conditions: z.string().max(8_000) });
export type TicketsByConditions = z.infer<typeof TicketsByConditions>;

export const ViewTickets = z.object({ items: z.array(Ticket), nextCursor: z.string().nullable() });
export type ViewTickets = z.infer<typeof ViewTickets>;

/** Counted to a thousand: `more` says that there are others. */
export const ViewCount = z.object({ count: z.number().int().max(1_000), more: z.boolean() });
export type ViewCount = z.infer<typeof ViewCount>;
