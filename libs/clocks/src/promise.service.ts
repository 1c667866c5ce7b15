/** Promises to customers: made by an agent, and kept, cancelled or lapsed, each of which is told once. */
import { Injectable } from '@nestjs/common';
import { Problem, type EventName, type MakePromise, type PromiseView } from '@lib/contracts';
import { Outbox, Timers } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { Clock, newId, type Principal } from '@lib/platform';
import { actorOf, TicketAccess } from '@lib/tickets';
import { z } from 'zod';
import type { PromiseRow } from './clocks.entities.js';

export const PROMISE_TIMER = 'clocks-promise';

/** A reminder comes with a fifth of the time left, but not more than an hour before. */
const MOST_NOTICE_MS = 3_600_000;
const NOTICE_SHARE = 0.2;

type Record = Omit<PromiseRow, 'madeBy'> & { madeBy: PromiseView['madeBy'] };
type Said = Extract<EventName, `promise.${string}`>;

const READ = `
  SELECT promise.id, promise.ticket_id AS "ticketId", promise.text, promise.made_at AS "madeAt", promise.due_at AS "dueAt",
    promise.due_soon_at AS "dueSoonAt", promise.kept_at AS "keptAt", promise.lapsed_at AS "lapsedAt",
    promise.cancelled_at AS "cancelledAt", promise.cancel_reason AS "cancelReason",
    jsonb_build_object('id', agent.id, 'name', agent.name, 'photo', agent.photo) AS "madeBy"
  FROM clocks.promise JOIN agents.agent ON agent.id = promise.made_by`;

@Injectable()
export class PromiseService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly outbox: Outbox,
    private readonly timers: Timers,
    private readonly clock: Clock,
  ) {}

  async views(ticketId: string): Promise<PromiseView[]> {
    const rows = await this.database.query<Record>(
      `${READ} WHERE promise.ticket_id = $1 ORDER BY promise.made_at, promise.id`,
      [ticketId],
    );
    return rows.map(viewOf);
  }

  async make(principal: Principal, idOrNumber: string, request: MakePromise): Promise<PromiseView> {
    const ticketId = await this.access.require(principal, idOrNumber);
    const [now, dueAt, id] = [this.clock.now(), new Date(request.dueAt), newId()];
    if (dueAt <= now)
      throw new Problem('invalid-input', undefined, [{ path: 'dueAt', message: 'It must be in the future' }]);
    return this.database.transaction(async (tx) => {
      const [ticket] = await tx.query<{ status: string }>(
        `SELECT status FROM tickets.ticket WHERE id = $1 FOR SHARE`,
        [ticketId],
      );
      if (ticket?.status === 'closed') throw new Problem('ticket-closed');
      await tx.query(
        `INSERT INTO clocks.promise (id, ticket_id, text, made_by, made_at, due_at) VALUES ($1, $2, $3, $4, $5, $6)`,
        [id, ticketId, request.text, principal.agentId, now, dueAt],
      );
      const noticeMs = Math.min(MOST_NOTICE_MS, (dueAt.getTime() - now.getTime()) * NOTICE_SHARE);
      await this.wake(tx, id, new Date(dueAt.getTime() - noticeMs));
      await this.say(tx, 'promise.made', ticketId, id, principal);
      return this.view(tx, id);
    });
  }

  /** Keeping a kept promise again is fine; one that has lapsed or was cancelled stays so. */
  async keep(principal: Principal, id: string): Promise<PromiseView> {
    return this.end(principal, id, 'promise.kept', async (tx) =>
      tx.query(
        `UPDATE clocks.promise SET kept_at = $2
         WHERE id = $1 AND num_nonnulls(kept_at, lapsed_at, cancelled_at) = 0 AND due_at > $2 RETURNING id`,
        [id, this.clock.now()],
      ),
    );
  }

  async cancel(principal: Principal, id: string, reason: string): Promise<PromiseView> {
    return this.end(principal, id, 'promise.cancelled', async (tx) =>
      tx.query(
        `UPDATE clocks.promise SET cancelled_at = $2, cancel_reason = $3
         WHERE id = $1 AND num_nonnulls(kept_at, lapsed_at, cancelled_at) = 0 AND due_at > $2 RETURNING id`,
        [id, this.clock.now(), reason],
      ),
    );
  }

  /** Its timer came: soon due, or over. Late by days it is only over. */
  async due(tx: Tx, id: string, firedFor: Date): Promise<void> {
    const [promise] = await tx.query<Pick<PromiseRow, 'ticketId' | 'dueAt'>>(
      `SELECT ticket_id AS "ticketId", due_at AS "dueAt" FROM clocks.promise
       WHERE id = $1 AND num_nonnulls(kept_at, lapsed_at, cancelled_at) = 0 FOR UPDATE`,
      [id],
    );
    if (!promise) return;
    const now = new Date(Math.max(this.clock.now().getTime(), firedFor.getTime()));
    if (now >= promise.dueAt) {
      await tx.query(`UPDATE clocks.promise SET lapsed_at = $2 WHERE id = $1`, [id, now]);
      await this.say(tx, 'promise.lapsed', promise.ticketId, id);
      return;
    }
    const [first] = await tx.query(
      `UPDATE clocks.promise SET due_soon_at = $2 WHERE id = $1 AND due_soon_at IS NULL RETURNING id`,
      [id, now],
    );
    if (first) await this.say(tx, 'promise.due-soon', promise.ticketId, id);
    await this.wake(tx, id, promise.dueAt);
  }

  /** A promise stands on the ticket in which its own goes on: of two merges heard in any order the last row read is right. */
  async settleAt(tx: Tx, ticketId: string): Promise<void> {
    await tx.query(
      `UPDATE clocks.promise SET ticket_id = place.id, home_ticket_id = nullif(place.home, place.id)
       FROM (SELECT promise.id AS promise_id, coalesce(home_ticket_id, ticket_id) AS home,
               tickets.survivor_of(coalesce(home_ticket_id, ticket_id)) AS id
             FROM clocks.promise
             WHERE coalesce(home_ticket_id, ticket_id) IN (SELECT $1 UNION SELECT tickets.absorbed_by($1))) AS place
       WHERE promise.id = place.promise_id AND place.id IS NOT NULL AND promise.ticket_id <> place.id`,
      [ticketId],
    );
  }

  private async end(
    principal: Principal,
    id: string,
    name: 'promise.kept' | 'promise.cancelled',
    move: (tx: Tx) => Promise<unknown[]>,
  ): Promise<PromiseView> {
    const ticketId = await this.ticketOf(principal, id);
    return this.database.transaction(async (tx) => {
      // In the order in which the timer itself takes them: its row, then the promise.
      await this.timers.cancel(tx, PROMISE_TIMER, id);
      const ended = await move(tx);
      const view = await this.view(tx, id);
      if (ended.length > 0) await this.say(tx, name, ticketId, id, principal);
      else if (name !== `promise.${view.state}`)
        throw new Problem(
          'move-not-allowed',
          view.state === 'open' ? 'It is past its time' : `It is ${view.state}`,
        );
      return view;
    });
  }

  private async ticketOf(principal: Principal, id: string): Promise<string> {
    if (!z.uuid().safeParse(id).success) throw new Problem('not-found');
    const [promise] = await this.database.query<{ ticketId: string }>(
      `SELECT ticket_id AS "ticketId" FROM clocks.promise WHERE id = $1`,
      [id],
    );
    if (!promise) throw new Problem('not-found');
    return this.access.require(principal, promise.ticketId);
  }

  private async view(tx: Tx, id: string): Promise<PromiseView> {
    const [row] = await tx.query<Record>(`${READ} WHERE promise.id = $1`, [id]);
    if (!row) throw new Problem('not-found');
    return viewOf(row);
  }

  private wake(tx: Tx, id: string, dueAt: Date): Promise<void> {
    return this.timers.set(tx, { kind: PROMISE_TIMER, key: id, dueAt, payload: {} });
  }

  private async say(tx: Tx, name: Said, ticketId: string, promiseId: string, by?: Principal): Promise<void> {
    await this.outbox.publish(tx, name, {
      subject: { type: 'ticket', id: ticketId },
      actor: by && actorOf(by),
      data: { ticketId, promiseId },
    });
  }
}

function viewOf(row: Record): PromiseView {
  const { id, ticketId, text, madeBy, cancelReason } = row;
  const endedAt = row.keptAt ?? row.lapsedAt ?? row.cancelledAt;
  return {
    id,
    ticketId,
    text,
    madeBy,
    madeAt: row.madeAt.toISOString(),
    dueAt: row.dueAt.toISOString(),
    state: row.keptAt ? 'kept' : row.lapsedAt ? 'lapsed' : row.cancelledAt ? 'cancelled' : 'open',
    endedAt: endedAt?.toISOString() ?? null,
    cancelReason,
  };
}
