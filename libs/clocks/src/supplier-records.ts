/** Waits for suppliers as they are read: one with its whole thread, and the chase list. */
import type { AgentRef, SuppliersWaiting, SupplierWaitView } from '@lib/contracts';

export type WaitRow = Omit<SupplierWaitView, 'askedAt' | 'dueAt' | 'endedAt'> &
  Record<'askedAt' | 'dueAt', Date> & { endedAt: Date | null };

type Chase = SuppliersWaiting['items'][number];
export type ChaseRow = Omit<Chase, 'askedAt' | 'dueAt'> & Record<'askedAt' | 'dueAt', Date>;

const person = (alias: string): string =>
  `jsonb_build_object('id', ${alias}.id, 'name', ${alias}.name, 'photo', ${alias}.photo)`;

export const READ_WAITS = `
  SELECT wait.id, wait.ticket_id AS "ticketId", wait.supplier, wait.asked, wait.asked_at AS "askedAt", wait.due_at AS "dueAt",
    wait.ended_at AS "endedAt", wait.outcome, ${person('asker')} AS "askedBy",
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', message.id, 'direction', message.direction, 'text', message.text,
        'author', ${person('author')},
        'at', to_char(message.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY message.at, message.id), '[]')
     FROM clocks.supplier_message AS message JOIN agents.agent AS author ON author.id = message.author_id
     WHERE message.wait_id = wait.id) AS messages
  FROM clocks.supplier_wait AS wait JOIN agents.agent AS asker ON asker.id = wait.asked_by`;

export const CHASE_LIST = `
  SELECT wait.id, wait.supplier, wait.asked, wait.asked_at AS "askedAt", wait.due_at AS "dueAt",
    jsonb_build_object('id', ticket.id, 'number', ticket.number, 'subject', ticket.subject) AS ticket,
    CASE WHEN owner.id IS NOT NULL THEN ${person('owner')} END AS owner,
    (SELECT count(*)::integer FROM clocks.supplier_message WHERE wait_id = wait.id AND direction = 'to') AS chases
  FROM clocks.supplier_wait AS wait JOIN tickets.ticket ON ticket.id = wait.ticket_id
    LEFT JOIN agents.agent AS owner ON owner.id = ticket.owner_id`;

export function viewOf({ askedAt, dueAt, endedAt, ...row }: WaitRow): SupplierWaitView {
  return {
    ...row,
    askedBy: row.askedBy satisfies AgentRef,
    askedAt: askedAt.toISOString(),
    dueAt: dueAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  };
}
