/** Finding things: one question over tickets, messages, notes, customers and articles, answered in groups. */
import { z } from 'zod';
import { CustomerRef } from './views.js';
import { ArticleState, ArticleVisibility, Channel, SearchKind, TicketStatus } from './vocabulary.js';

const when = z.iso.datetime();
const kinds = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(',').filter(Boolean) : value),
  z.array(SearchKind).min(1).max(SearchKind.options.length).default(SearchKind.options),
);

export const SearchQuery = z
  .object({
    /** Words, "a phrase", a ticket's number, a telephone number or an address; the last word may be unfinished. */
    q: z.string().trim().min(1).max(200),
    /** Separated by commas; a cursor goes with exactly one. */
    kinds,
    /** Of each group. */
    limit: z.coerce.number().int().min(1).max(50).default(10),
    cursor: z.string().max(200).optional(),
  })
  .refine((query) => query.cursor === undefined || query.kinds.length === 1, {
    path: ['cursor'],
    message: 'a cursor belongs to one kind',
  });
export type SearchQuery = z.infer<typeof SearchQuery>;

/** Text in parts: what was looked for is marked by the server, so that no client parses markup. */
export const MarkedText = z.array(z.object({ text: z.string(), hit: z.boolean() }));
export type MarkedText = z.infer<typeof MarkedText>;

export const SearchHit = z.object({
  kind: SearchKind,
  /** Of the ticket, message, note, customer or article itself. */
  id: z.uuid(),
  ticket: z
    .object({ id: z.uuid(), number: z.string(), subject: z.string(), status: TicketStatus })
    .nullable(),
  /** Null for articles, which are nobody's. */
  customer: CustomerRef.nullable(),
  article: z.object({ id: z.uuid(), visibility: ArticleVisibility, state: ArticleState }).nullable(),
  /** Who wrote it; null for tickets and customers. */
  author: z.string().nullable(),
  channel: Channel.nullable(),
  at: when,
  title: MarkedText,
  excerpt: MarkedText.nullable(),
});
export type SearchHit = z.infer<typeof SearchHit>;

export const SearchGroup = z.object({
  kind: SearchKind,
  /** Newest first; a ticket named by its number before all others. */
  items: z.array(SearchHit),
  /** More may follow; a page may hold fewer than asked for and still not be the last. */
  nextCursor: z.string().nullable(),
});
export type SearchGroup = z.infer<typeof SearchGroup>;

export const SearchAnswer = z.object({ groups: z.array(SearchGroup) });
export type SearchAnswer = z.infer<typeof SearchAnswer>;
