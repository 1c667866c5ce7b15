/** What time does to a promise: soon due, with honest words drafted for its owner; then lapsed, which raises alarms. */
import { Injectable } from '@nestjs/common';
import type { TicketStatus } from '@lib/contracts';
import { Timers } from '@lib/bus';
import type { Tx } from '@lib/database';
import { Clock } from '@lib/platform';
import { AlarmService } from './alarm.service.js';
import { DraftWriter, type Promised } from './draft-writer.js';
import { PromiseRecords } from './promise-records.js';
import { PROMISE_TIMER } from './promise.service.js';

interface Open extends Promised {
  dueSoonAt: Date | null;
  status: TicketStatus;
}

@Injectable()
export class PromiseWatch {
  constructor(
    private readonly records: PromiseRecords,
    private readonly alarms: AlarmService,
    private readonly drafts: DraftWriter,
    private readonly timers: Timers,
    private readonly clock: Clock,
  ) {}

  /** Its timer came: soon due, or over. Late by days it is only over. */
  async due(tx: Tx, id: string, firedFor: Date): Promise<void> {
    const promise = await this.openOne(tx, id);
    if (!promise) return;
    const now = new Date(Math.max(this.clock.now().getTime(), firedFor.getTime()));
    if (now < promise.dueAt) return this.dueSoon(tx, id, promise, now);
    if (promise.status === 'resolved' || promise.status === 'closed') {
      await tx.query(
        `UPDATE clocks.promise SET cancelled_at = $2, cancel_reason = 'The matter was settled before' WHERE id = $1`,
        [id, now],
      );
      return this.records.tell(tx, 'promise.cancelled', await this.records.view(tx, id));
    }
    await tx.query(`UPDATE clocks.promise SET lapsed_at = $2 WHERE id = $1`, [id, now]);
    await this.records.tell(tx, 'promise.lapsed', await this.records.view(tx, id));
    await this.alarms.lapsed(tx, id, promise.ticketId);
  }

  private async dueSoon(tx: Tx, id: string, promise: Open, now: Date): Promise<void> {
    await this.timers.set(tx, { kind: PROMISE_TIMER, key: id, dueAt: promise.dueAt, payload: {} });
    if (promise.dueSoonAt) return;
    const { text, nextAt } = await this.drafts.write(tx, promise, now);
    await tx.query(
      `UPDATE clocks.promise SET due_soon_at = $2, draft = $3, draft_next_at = $4 WHERE id = $1`,
      [id, now, text, nextAt],
    );
    await this.records.tell(tx, 'promise.due-soon', await this.records.view(tx, id));
  }

  private async openOne(tx: Tx, id: string): Promise<Open | undefined> {
    const [promise] = await tx.query<Open>(
      `SELECT promise.ticket_id AS "ticketId", promise.due_at AS "dueAt", promise.due_soon_at AS "dueSoonAt", ticket.status,
         coalesce(customer.locale, 'fr') AS locale, customer.name AS "customerName"
       FROM clocks.promise JOIN tickets.ticket ON ticket.id = promise.ticket_id
         JOIN customers.customer ON customer.id = ticket.customer_id
       WHERE promise.id = $1 AND num_nonnulls(kept_at, lapsed_at, cancelled_at, renewed_at) = 0 FOR UPDATE OF promise`,
      [id],
    );
    return promise;
  }
}
