/** The table by which impact and urgency make a priority: read by everybody, edited by admins, applied to what is open. */
import { Injectable } from '@nestjs/common';
import { Level, type Priority, type PriorityTable } from '@lib/contracts';
import { Outbox, Timers } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { Clock, requireRole, type Principal } from '@lib/platform';
import { TimelineWriter } from './timeline-writer.js';

/** Goes through the open tickets part by part; the key is one, so the latest change begins anew. */
export const APPLY_PRIORITIES = 'tickets-apply-priorities';
const PART = 100;

/** For statements that write a ticket: the priority of two parameters or columns. */
export const PRIORITY_BY_TABLE = (impact: string, urgency: string): string =>
  `(SELECT cell.priority FROM tickets.priority_cell AS cell WHERE cell.impact = ${impact} AND cell.urgency = ${urgency})`;

interface Cell {
  impact: Level;
  urgency: Level;
  priority: Priority;
}

@Injectable()
export class PriorityTableService {
  constructor(
    private readonly database: Database,
    private readonly timeline: TimelineWriter,
    private readonly outbox: Outbox,
    private readonly timers: Timers,
    private readonly clock: Clock,
  ) {}

  async priorityOf(tx: Tx, impact: Level, urgency: Level): Promise<Priority> {
    const [cell] = await tx.query<{ priority: Priority }>(
      `SELECT priority FROM tickets.priority_cell WHERE impact = $1 AND urgency = $2`,
      [impact, urgency],
    );
    if (!cell) throw new Error(`the priority table has no cell ${impact} × ${urgency}`);
    return cell.priority;
  }

  async table(principal: Principal): Promise<PriorityTable> {
    requireRole(principal, 'admin', 'supervisor');
    const cells = await this.database.query<Cell>(
      `SELECT impact, urgency, priority FROM tickets.priority_cell`,
    );
    const of = (impact: Level, urgency: Level): Priority =>
      cells.find((cell) => cell.impact === impact && cell.urgency === urgency)?.priority ?? 'normal';
    const row = (impact: Level) => ({
      low: of(impact, 'low'),
      medium: of(impact, 'medium'),
      high: of(impact, 'high'),
    });
    return { low: row('low'), medium: row('medium'), high: row('high') };
  }

  /** New tickets follow at once, open ones within moments; whatever was set by hand stays. */
  async change(principal: Principal, table: PriorityTable): Promise<PriorityTable> {
    requireRole(principal, 'admin');
    const cells: Cell[] = Level.options.flatMap((impact) =>
      Level.options.map((urgency) => ({ impact, urgency, priority: table[impact][urgency] })),
    );
    await this.database.transaction(async (tx) => {
      await tx.query(
        `UPDATE tickets.priority_cell AS cell SET priority = given.priority
         FROM jsonb_to_recordset($1::jsonb) AS given(impact text, urgency text, priority text)
         WHERE cell.impact = given.impact AND cell.urgency = given.urgency`,
        [JSON.stringify(cells)],
      );
      await this.timers.set(tx, {
        kind: APPLY_PRIORITIES,
        key: 'all',
        dueAt: this.clock.now(),
        payload: {},
      });
    });
    return this.table(principal);
  }

  /** A part of the open tickets; the next part is a timer too, so that a restart goes on where it was. */
  async applyPart(tx: Tx, after: unknown): Promise<void> {
    const open = await tx.query<{ id: string }>(
      `SELECT id FROM tickets.ticket WHERE status NOT IN ('resolved', 'closed') AND ($1::uuid IS NULL OR id > $1)
       ORDER BY id LIMIT ${PART}`,
      [typeof after === 'string' ? after : null],
    );
    for (const { id } of open) await this.apply(tx, id);
    const last = open.at(-1);
    if (open.length === PART && last)
      await this.timers.set(tx, {
        kind: APPLY_PRIORITIES,
        key: 'all',
        dueAt: this.clock.now(),
        payload: { after: last.id },
      });
  }

  private async apply(tx: Tx, ticketId: string): Promise<void> {
    const [moved] = await tx.query<{ version: number; from: Priority; to: Priority }>(
      `UPDATE tickets.ticket SET priority = cell.priority, version = ticket.version + 1, updated_at = now()
       FROM tickets.priority_cell AS cell, (SELECT id, priority FROM tickets.ticket WHERE id = $1 FOR UPDATE) AS before
       WHERE ticket.id = before.id AND ticket.priority_reason IS NULL AND cell.impact = ticket.impact
         AND cell.urgency = ticket.urgency AND cell.priority <> ticket.priority
         AND ticket.status NOT IN ('resolved', 'closed')
       RETURNING ticket.version, before.priority AS "from", ticket.priority AS "to"`,
      [ticketId],
    );
    if (!moved) return;
    const { version, from, to } = moved;
    const actor = { kind: 'system', id: null } as const;
    await this.timeline.event(tx, ticketId, 'ticket.changed', actor, {
      changes: { priority: { from, to } },
      by: 'priority-table',
    });
    const subject = { type: 'ticket', id: ticketId, version };
    await this.outbox.publish(tx, 'ticket.changed', { subject, actor, data: { ticketId } });
    await this.outbox.publish(tx, 'ticket.priority-changed', {
      subject,
      actor,
      data: { ticketId, from, to },
    });
  }
}
