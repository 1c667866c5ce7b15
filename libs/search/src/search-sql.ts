/** The statements of search: along the order of time until the page is full, or every match by its words. */
import type { SearchKind } from '@lib/contracts';
import type { Principal } from '@lib/platform';
import { seesAll, SqlValues, visibleSql } from '@lib/tickets';
import type { SearchTerms } from './search-terms.js';

export interface Found {
  id: string;
  key: string;
}
export interface Asked {
  principal: Principal;
  kind: SearchKind;
  terms: SearchTerms;
  limit: number;
  cursor: Found | null;
}
export interface Statement {
  sql: string;
  values: unknown[];
}

const ORDER = 'ORDER BY entry.at DESC, entry.id DESC';

export function asksSomething(asked: Asked): boolean {
  return conditions(asked, new SqlValues()).length > 0;
}

/** The newest entries in their order, `most` of them, read until the page is full: what is often met and seen costs little. */
export function walkSql(asked: Asked, most: number): Statement {
  const values = new SqlValues();
  const sql = `SELECT entry.id, entry.at::text AS key FROM (SELECT * ${newest(asked, values, `LIMIT ${most}`)}) AS entry
    WHERE (${conditions(asked, values).join(' OR ')}) AND ${visible(asked, values)} ${ORDER} LIMIT ${asked.limit + 1}`;
  return { sql, values: values.list };
}

/** The entry at which such a walk ends. */
export function lastWalkedSql(asked: Asked, most: number): Statement {
  const values = new SqlValues();
  const sql = `SELECT id, at::text AS key ${newest(asked, values, `LIMIT 1 OFFSET ${most - 1}`)}`;
  return { sql, values: values.list };
}

export function matchesSql(asked: Asked): Statement {
  const values = new SqlValues();
  return { sql: matches(asked, values), values: values.list };
}

/** Every match by its words, newest first, `most` of them looked at; the last one comes too, unseen, to say where to go on. */
export function gatherSql(asked: Asked, most: number): Statement {
  const values = new SqlValues();
  const sql = `WITH entry AS MATERIALIZED (${matches(asked, values)})
    (SELECT entry.id, entry.at::text AS key, true AS seen FROM (SELECT * FROM entry ${ORDER} LIMIT ${most}) AS entry
     WHERE ${visible(asked, values)} ${ORDER} LIMIT ${asked.limit + 1})
    UNION ALL (SELECT entry.id, entry.at::text, false FROM entry ${ORDER} LIMIT 1 OFFSET ${most - 1})`;
  return { sql, values: values.list };
}

/** Any of them is enough. */
function conditions({ kind, terms }: Asked, values: SqlValues): string[] {
  const words = kind === 'customer' ? terms.names : terms.texts;
  const parts: string[] = [];
  if (words) parts.push(`entry.words @@ ${values.add(words)}::tsquery`);
  if ((kind === 'ticket' || kind === 'article') && terms.like)
    parts.push(`entry.plain LIKE search.plain(${values.add(terms.like)}::text)`);
  if (kind === 'customer' && terms.like)
    parts.push(`entry.plain LIKE search.plain(${values.add(terms.like)}::text)`);
  if (kind === 'customer' && terms.phoneLike)
    parts.push(`entry.plain LIKE ${values.add(terms.phoneLike)}::text`);
  return parts;
}

function before({ cursor }: Asked, values: SqlValues): string {
  if (!cursor) return '';
  return ` AND (entry.at, entry.id) < (${values.add(cursor.key)}::timestamptz, ${values.add(cursor.id)}::uuid)`;
}

function newest(asked: Asked, values: SqlValues, which: string): string {
  return `FROM search.entry WHERE kind = '${asked.kind}'${before(asked, values)} ORDER BY at DESC, id DESC ${which}`;
}

/** One walk through an index per condition; a match of two counts once. */
function matches(asked: Asked, values: SqlValues): string {
  const past = before(asked, values);
  return conditions(asked, values)
    .map(
      (condition) =>
        `SELECT entry.id, entry.at, entry.ticket_id, entry.customer_id FROM search.entry
         WHERE entry.kind = '${asked.kind}' AND ${condition}${past}`,
    )
    .join(' UNION ');
}

function visible({ principal, kind }: Asked, values: SqlValues): string {
  // Articles, internal ones too, are for every colleague.
  if (kind === 'article' || seesAll(principal)) return 'true';
  const rule = visibleSql(`${values.add(principal.agentId)}::uuid`);
  const key = kind === 'customer' ? 'ticket.customer_id = entry.customer_id' : 'ticket.id = entry.ticket_id';
  return `EXISTS (SELECT 1 FROM tickets.ticket WHERE ${key} AND ${rule})`;
}
