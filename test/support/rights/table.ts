/** The rights matrix: every route that is not public, once, in the rows of its room. */
import type { Row } from './row.js';
import { channelRows } from './rows/channels.js';
import { findingRows } from './rows/finding.js';
import { knowledgeRows } from './rows/knowledge.js';
import { peopleRows } from './rows/people.js';
import { recordRows } from './rows/record.js';
import { routingRows } from './rows/routing.js';
import { rulesRows } from './rows/rules.js';
import { ticketRows } from './rows/tickets.js';
import { timeRows } from './rows/time.js';
import { workRows } from './rows/work.js';

export const table = joined(
  peopleRows,
  routingRows,
  ticketRows,
  recordRows,
  workRows,
  timeRows,
  rulesRows,
  findingRows,
  knowledgeRows,
  channelRows,
  // Last: it ends the sessions that all the others need.
  {
    'post /api/auth/logout': {
      expected: { anonymous: 401, stranger: 204, owner: 204, supervisor: 204, admin: 204 },
    },
  },
);

/** A route in two files would be looked at in only one of them. */
function joined(...parts: Record<string, Row>[]): Record<string, Row> {
  const rows = parts.flatMap((part) => Object.entries(part));
  const twice = rows.map(([route]) => route).filter((route, at, all) => all.indexOf(route) !== at);
  if (twice.length > 0) throw new Error(`Two rows for ${twice.join(', ')}`);
  return Object.fromEntries(rows);
}
