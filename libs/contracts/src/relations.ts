/** Tickets in relation to each other over HTTP: links, merges, splits, similar ones, a problem's incidents, followers. */
import { z } from 'zod';
import { LinkKind, TicketStatus, TicketType } from './vocabulary.js';
import { AgentRef, CustomerRef, TicketLabel } from './views.js';

const idOrNumber = z.string().trim().min(1).max(40);

/** As much of a ticket as a line about it needs. */
export const RelatedTicket = TicketLabel.extend({
  subject: z.string(),
  status: TicketStatus,
  type: TicketType,
  owner: AgentRef.nullable(),
  customer: CustomerRef,
  updatedAt: z.iso.datetime(),
});
export type RelatedTicket = z.infer<typeof RelatedTicket>;

export const MakeLink = z.strictObject({ kind: LinkKind, ticket: idOrNumber });
export type MakeLink = z.infer<typeof MakeLink>;

/** `out`: this ticket is the kind of the other (its child, duplicate, incident, follow-up); `in`: the other way round. */
export const LinkView = z.object({
  id: z.uuid(),
  kind: LinkKind,
  direction: z.enum(['in', 'out']),
  ticket: RelatedTicket,
});
export type LinkView = z.infer<typeof LinkView>;

/** Tickets that the asker may not see are left out. */
export const Relations = z.object({
  links: z.array(LinkView),
  /** Merged into this one, the last first. */
  merged: z.array(RelatedTicket),
  /** What it was split off from, while that can be undone. */
  splitFrom: RelatedTicket.nullable(),
});
export type Relations = z.infer<typeof Relations>;

export const RelatedTickets = z.object({ items: z.array(RelatedTicket) });
export type RelatedTickets = z.infer<typeof RelatedTickets>;

export const MergeTicket = z.strictObject({
  into: idOrNumber,
  /** Said on purpose: the other ticket belongs to another customer. */
  otherCustomer: z.boolean().default(false),
});
export type MergeTicket = z.infer<typeof MergeTicket>;

export const MergePreviewQuery = z.object({ into: idOrNumber });
export type MergePreviewQuery = z.infer<typeof MergePreviewQuery>;

/** What would happen; `refusal` is the code it would be answered with, `other-customer` being one to confirm. */
export const MergePreview = z.object({
  into: RelatedTicket,
  /** Messages, notes and calls that would move. */
  items: z.number().int(),
  owner: AgentRef.nullable(),
  withdrawsHandOver: z.boolean(),
  refusal: z.string().nullable(),
});
export type MergePreview = z.infer<typeof MergePreview>;

export const SplitTicket = z.strictObject({
  subject: z.string().trim().min(1).max(300),
  /** Messages, notes and calls of the ticket's timeline. */
  itemIds: z.array(z.uuid()).min(1).max(200),
});
export type SplitTicket = z.infer<typeof SplitTicket>;

export const ResolveIncidents = z.strictObject({ customerLine: z.string().trim().min(1).max(10_000) });
export type ResolveIncidents = z.infer<typeof ResolveIncidents>;

export const IncidentOutcome = z.object({
  ticket: TicketLabel,
  outcome: z.enum(['resolved', 'already', 'failed']),
  /** Why it failed: a code of the table of problems. */
  code: z.string().nullable(),
});

export const ResolvedIncidents = z.object({
  items: z.array(IncidentOutcome),
  /** Incidents the asker may not see, which are left as they are. */
  hidden: z.number().int(),
});
export type ResolvedIncidents = z.infer<typeof ResolvedIncidents>;

export const ReadUpTo = z.strictObject({ seq: z.number().int().nonnegative() });
export type ReadUpTo = z.infer<typeof ReadUpTo>;
