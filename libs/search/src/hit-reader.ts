/** What was found, as it is shown: the ticket, the customer, who wrote, and the words in their sentence. */
import { Injectable } from '@nestjs/common';
import {
  formatTicketNumber,
  type ArticleState,
  type ArticleVisibility,
  type Channel,
  type SearchHit,
  type SearchKind,
  type TicketStatus,
} from '@lib/contracts';
import { Database } from '@lib/database';
import { BEGIN, DASH, END, markedText } from './marked-text.js';
import type { SearchTerms } from './search-terms.js';

interface Row {
  id: string;
  at: Date;
  ticketId: string | null;
  number: string | null;
  subject: string | null;
  status: TicketStatus | null;
  customerId: string | null;
  customerName: string | null;
  visibility: ArticleVisibility | null;
  state: ArticleState | null;
  author: string | null;
  channel: Channel | null;
  title: string;
  excerpt: string | null;
}

const marks = `StartSel=${BEGIN}, StopSel=${END}`;
const WHOLE = `'HighlightAll=true, ${marks}'`;
const FRAGMENT = `'MaxWords=30, MinWords=14, ShortWord=2, ${marks}'`;
/** A word far down in a long mail is found, and shown by the mail's beginning. */
const SHOWN = 20_000;

/** In a reference the dash would make a negative number of its digits, which nobody looks for; it comes back with the marks. */
const shown = (text: string): string => `regexp_replace(${text}, '-(?=[0-9])', '${DASH}', 'g')`;

/** Columns of what is said in a ticket: the author, the channel and the text. */
const said: Record<'message' | 'note', { join: string; author: string; channel: string; text: string }> = {
  message: {
    join: 'JOIN tickets.message AS said ON said.id = entry.id',
    author: 'said.author_name',
    channel: 'said.channel',
    text: 'coalesce(said.reply_text, said.text)',
  },
  note: {
    join: 'JOIN tickets.note AS said ON said.id = entry.id',
    author: 'said.author_name',
    channel: 'NULL',
    text: 'said.text',
  },
};

@Injectable()
export class HitReader {
  constructor(private readonly database: Database) {}

  /** In the order of the ids; what has gone meanwhile is left out. The caller has made sure of the right to see them. */
  async read(kind: SearchKind, ids: string[], terms: SearchTerms): Promise<SearchHit[]> {
    if (ids.length === 0) return [];
    const rows = await this.database.query<Row>(statementOf(kind), [
      ids,
      kind === 'customer' ? terms.names : terms.texts,
    ]);
    const hits = new Map(rows.map((row) => [row.id, hitOf(kind, row)]));
    return ids.flatMap((id) => hits.get(id) ?? []);
  }
}

function statementOf(kind: SearchKind): string {
  if (kind === 'customer') return ofCustomers;
  return kind === 'article' ? ofArticles : ofTickets(kind);
}

/** Of entries still there and of tickets just opened, which have none yet. */
function ofTickets(kind: 'ticket' | 'message' | 'note'): string {
  const own = kind === 'ticket' ? null : said[kind];
  const language = `(CASE entry.language WHEN 'en' THEN 'search.en' ELSE 'search.fr' END)::regconfig`;
  const from = own
    ? `search.entry ${own.join} JOIN tickets.ticket ON ticket.id = entry.ticket_id`
    : `tickets.ticket LEFT JOIN search.entry ON entry.kind = 'ticket' AND entry.id = ticket.id`;
  const where = own ? `entry.kind = '${kind}' AND entry.id = ANY($1)` : 'ticket.id = ANY($1)';
  return `SELECT ${own ? 'entry.id, entry.at' : 'ticket.id, ticket.opened_at AS at'},
      ticket.id AS "ticketId", ticket.number, ticket.subject, ticket.status, customer.id AS "customerId", customer.name AS "customerName", NULL AS visibility, NULL AS state,
      ${own ? own.author : 'NULL'} AS author, ${own ? own.channel : `ticket.channels ->> 0`} AS channel,
      ts_headline(${language}, ${shown('ticket.subject')}, $2::tsquery, ${WHOLE}) AS title,
      ${own ? `ts_headline(${language}, ${shown(`left(${own.text}, ${SHOWN})`)}, $2::tsquery, ${FRAGMENT})` : `ticket.last_message ->> 'excerpt'`} AS excerpt
    FROM ${from} JOIN customers.customer ON customer.id = ticket.customer_id WHERE ${where}`;
}

const ofCustomers = `SELECT customer.id, customer.created_at AS at, NULL AS "ticketId", NULL AS number, NULL AS subject, NULL AS status,
    customer.id AS "customerId", customer.name AS "customerName", NULL AS visibility, NULL AS state, NULL AS author, NULL AS channel,
    ts_headline('search.words', coalesce(customer.name, ''), $2::tsquery, ${WHOLE}) AS title,
    (SELECT string_agg(ts_headline('search.words', value, $2::tsquery, ${WHOLE}), ' · ') FROM (
       SELECT value FROM customers.identity WHERE identity.customer_id = customer.id AND kind <> 'visitor' LIMIT 5) AS known) AS excerpt
  FROM customers.customer WHERE customer.id = ANY($1)`;

/** In the language in which it was found; the marks of its text are not shown. */
const ofArticles = `SELECT article.id, coalesce(article.live_at, article.changed_at) AS at, NULL AS "ticketId", NULL AS number, NULL AS subject,
    NULL AS status, NULL AS "customerId", NULL AS "customerName", NULL AS author, NULL AS channel, article.state,
    coalesce(article.live ->> 'visibility', article.visibility) AS visibility,
    ts_headline(told.configuration, told.title, $2::tsquery, ${WHOLE}) AS title,
    ts_headline(told.configuration, ${shown('told.body')}, $2::tsquery, ${FRAGMENT}) AS excerpt
  FROM knowledge.article CROSS JOIN LATERAL (SELECT coalesce(article.live -> 'texts', article.texts) AS texts) AS shown
  CROSS JOIN LATERAL (
    SELECT configuration, text ->> 'title' AS title, regexp_replace(left(text ->> 'body', ${SHOWN}), '[#*\`>]+', '', 'g') AS body
    FROM (VALUES ('search.fr'::regconfig, shown.texts -> 'fr'), ('search.en'::regconfig, shown.texts -> 'en')) AS either (configuration, text)
    WHERE jsonb_typeof(text) = 'object'
    ORDER BY to_tsvector(configuration, concat_ws(' ', text ->> 'title', left(text ->> 'body', ${SHOWN}))) @@ $2::tsquery DESC LIMIT 1) AS told
  WHERE article.id = ANY($1)`;

function hitOf(kind: SearchKind, row: Row): SearchHit {
  const { id, author, channel, ticketId, subject, status, customerId, visibility, state } = row;
  return {
    kind,
    id,
    ticket:
      ticketId && subject !== null && status
        ? { id: ticketId, number: formatTicketNumber(Number(row.number)), subject, status }
        : null,
    customer: customerId === null ? null : { id: customerId, name: row.customerName },
    article: visibility && state ? { id, visibility, state } : null,
    author,
    channel,
    at: row.at.toISOString(),
    title: markedText(row.title),
    excerpt: row.excerpt === null ? null : markedText(row.excerpt),
  };
}
