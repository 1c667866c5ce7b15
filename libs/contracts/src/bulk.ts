/** One act on many tickets: asked for once, done ticket by ticket with one's own rights, answered ticket by ticket. */
import { z } from 'zod';
import { BulkCounts } from './bulk-progress.js';
import { HandOver } from './http.js';
import { Tag } from './record.js';
import { TicketLabel } from './views.js';
import { BulkItemState, BulkJobState, Priority, TicketStatus, TicketType } from './vocabulary.js';

export const MOST_BULK_TICKETS = 500;

const tags = z.array(Tag).max(10).default([]);

export const BulkAction = z.discriminatedUnion('do', [
  /** Become the owner of those that nobody owns; an owned ticket leaves its owner by hand-over alone. */
  z.strictObject({ do: z.literal('take') }),
  z.strictObject({ do: z.literal('hand-over'), handOver: HandOver }),
  /** Closing is final, so it is done one by one. */
  z.strictObject({ do: z.literal('status'), status: TicketStatus.exclude(['new', 'closed']) }),
  z.strictObject({
    do: z.literal('priority'),
    priority: Priority,
    reason: z.string().trim().min(1).max(500),
  }),
  z.strictObject({ do: z.literal('type'), type: TicketType }),
  z
    .strictObject({ do: z.literal('tags'), add: tags, remove: tags })
    .refine(({ add, remove }) => add.length + remove.length > 0, {
      path: ['add'],
      message: 'Name a tag to add or to remove',
    }),
  /** Its changes alone: its text is for one customer at a time. */
  z.strictObject({ do: z.literal('macro'), macroId: z.uuid() }),
  z.strictObject({ do: z.literal('follow'), follow: z.boolean() }),
  z.strictObject({
    do: z.literal('merge'),
    /** The survivor, by id or number. */
    into: z.string().trim().min(1).max(40),
    /** Said on purpose: some of them belong to another customer. */
    otherCustomer: z.boolean().default(false),
  }),
]);
export type BulkAction = z.infer<typeof BulkAction>;

export const StartBulkJob = z.strictObject({
  ids: z
    .array(z.uuid())
    .min(1)
    .max(MOST_BULK_TICKETS)
    .transform((ids) => [...new Set(ids)]),
  action: BulkAction,
});
export type StartBulkJob = z.infer<typeof StartBulkJob>;

export const BulkJob = z.object({
  id: z.uuid(),
  /** `undo` for the job that takes another back. */
  does: z.enum([...BulkAction.options.map((option) => option.shape.do.value), 'undo']),
  state: BulkJobState,
  counts: BulkCounts,
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  /** Something of it can be taken back, and nobody has asked for it yet. */
  mayUndo: z.boolean(),
  /** In the order in which they were chosen. */
  items: z.array(
    z.object({
      id: z.uuid(),
      /** Null for what who asked may not see. */
      ticket: TicketLabel.extend({ subject: z.string() }).nullable(),
      state: BulkItemState,
      /** Why it was refused: a code of the table of problems. */
      code: z.string().nullable(),
    }),
  ),
});
export type BulkJob = z.infer<typeof BulkJob>;
