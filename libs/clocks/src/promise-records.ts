/** Promises as rows: read, shown, told of on the bus and in the ticket's history. */
import { Injectable } from '@nestjs/common';
import { Problem, type Actor, type EventName, type PromiseView } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { TimelineWriter } from '@lib/tickets';
import type { PromiseRow } from './promises.entities.js';

export type PromiseRecord = Omit<PromiseRow, 'madeBy'> & { madeBy: PromiseView['madeBy'] };
export type Said = Extract<EventName, `promise.${string}`>;

/** Ends that the ticket's history shows; reminders are for the owner's eyes at the time only. */
const HISTORY: readonly Said[] = [
  'promise.made',
  'promise.kept',
  'promise.renewed',
  'promise.lapsed',
  'promise.cancelled',
];
const SYSTEM: Actor = { kind: 'system', id: null };

const READ = `
  SELECT promise.id, promise.ticket_id AS "ticketId", promise.text, promise.made_at AS "madeAt", promise.due_at AS "dueAt",
    promise.due_soon_at AS "dueSoonAt", promise.kept_at AS "keptAt", promise.lapsed_at AS "lapsedAt",
    promise.cancelled_at AS "cancelledAt", promise.cancel_reason AS "cancelReason", promise.renewed_at AS "renewedAt",
    promise.renewed_by_id AS "renewedById", promise.made_good_at AS "madeGoodAt",
    jsonb_build_object('id', agent.id, 'name', agent.name, 'photo', agent.photo) AS "madeBy"
  FROM clocks.promise JOIN agents.agent ON agent.id = promise.made_by`;

@Injectable()
export class PromiseRecords {
  constructor(
    private readonly database: Database,
    private readonly timeline: TimelineWriter,
    private readonly outbox: Outbox,
  ) {}

  async ofTicket(ticketId: string): Promise<PromiseView[]> {
    const rows = await this.database.query<PromiseRecord>(
      `${READ} WHERE promise.ticket_id = $1 ORDER BY promise.made_at, promise.id`,
      [ticketId],
    );
    return rows.map(viewOf);
  }

  async view(tx: Tx, id: string): Promise<PromiseView> {
    const [row] = await tx.query<PromiseRecord>(`${READ} WHERE promise.id = $1`, [id]);
    if (!row) throw new Problem('not-found');
    return viewOf(row);
  }

  /** On the bus, and in the history where it is worth a line. */
  async tell(tx: Tx, name: Said, promise: PromiseView, actor: Actor = SYSTEM): Promise<void> {
    const { id, ticketId, text, dueAt } = promise;
    if (HISTORY.includes(name)) await this.timeline.event(tx, ticketId, name, actor, { text, dueAt });
    await this.outbox.publish(tx, name, {
      subject: { type: 'ticket', id: ticketId },
      actor,
      data: { ticketId, promiseId: id },
    });
  }
}

function viewOf(row: PromiseRecord): PromiseView {
  const { id, ticketId, text, madeBy, cancelReason, renewedById } = row;
  const endedAt = row.keptAt ?? row.renewedAt ?? row.lapsedAt ?? row.cancelledAt;
  return {
    id,
    ticketId,
    text,
    madeBy,
    madeAt: row.madeAt.toISOString(),
    dueAt: row.dueAt.toISOString(),
    state: stateOf(row),
    endedAt: endedAt?.toISOString() ?? null,
    renewedById,
    cancelReason,
  };
}

function stateOf(row: PromiseRecord): PromiseView['state'] {
  if (row.keptAt) return 'kept';
  if (row.renewedAt) return 'renewed';
  if (row.lapsedAt) return 'lapsed';
  return row.cancelledAt ? 'cancelled' : 'open';
}
