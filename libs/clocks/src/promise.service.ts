/** Promises to customers as agents make them: made, kept, renewed before their time, or taken back; each is told once. */
import { Injectable } from '@nestjs/common';
import { Problem, type Actor, type MakePromise, type PromiseView } from '@lib/contracts';
import { Timers } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { Clock, newId, type Principal } from '@lib/platform';
import { actorOf, TicketAccess } from '@lib/tickets';
import { z } from 'zod';
import { AlarmService } from './alarm.service.js';
import { PromiseRecords } from './promise-records.js';
import { TimeSettingsBook } from './time-settings.js';

export const PROMISE_TIMER = 'clocks-promise';

/** A reminder comes with a fifth of the time left, but not earlier than the house has set. */
const NOTICE_SHARE = 0.2;
/** More on one ticket at once are no promises any more. */
const MOST_OPEN = 20;
/** An undo is a press within seconds; what was promised for longer may have been heard. */
const TAKE_BACK_MS = 2 * 60_000;

/** Who promises: an agent whose answer leaves later is not asked again. */
type Maker = Pick<Principal, 'agentId' | 'name'>;

type End = 'promise.kept' | 'promise.cancelled' | 'promise.renewed';
const UNENDED = `num_nonnulls(kept_at, lapsed_at, cancelled_at, renewed_at) = 0`;

@Injectable()
export class PromiseService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly records: PromiseRecords,
    private readonly settings: TimeSettingsBook,
    private readonly alarms: AlarmService,
    private readonly timers: Timers,
    private readonly clock: Clock,
  ) {}

  views(ticketId: string): Promise<PromiseView[]> {
    return this.records.ofTicket(ticketId);
  }

  async make(principal: Principal, idOrNumber: string, request: MakePromise): Promise<PromiseView> {
    const ticketId = await this.access.require(principal, idOrNumber);
    return this.database.transaction((tx) => this.makeIn(tx, principal, ticketId, request));
  }

  /**
   * With an answer that leaves in this transaction: in the place of another promise of this ticket when that can still be
   * renewed, else beside it. Errors: `invalid-input` for a time that is past, `too-large`, `ticket-closed`.
   */
  async attachIn(
    tx: Tx,
    maker: Maker,
    ticketId: string,
    { renews, ...request }: MakePromise & { renews: string | null },
  ): Promise<PromiseView> {
    const [old] = await tx.query<{ id: string }>(
      `SELECT id FROM clocks.promise WHERE id = $1 AND ticket_id = $2 AND (${UNENDED} OR lapsed_at IS NOT NULL) AND renewed_by_id IS NULL`,
      [renews, ticketId],
    );
    return old
      ? this.renewIn(tx, maker, ticketId, old.id, request)
      : this.makeIn(tx, maker, ticketId, request);
  }

  private async makeIn(tx: Tx, maker: Maker, ticketId: string, request: MakePromise): Promise<PromiseView> {
    const promise = await this.insert(tx, maker, ticketId, request);
    await this.records.tell(tx, 'promise.made', promise, actorOf(maker));
    return promise;
  }

  /** Keeping a kept promise again is fine; one that has lapsed or was cancelled stays so. */
  keep(principal: Principal, id: string): Promise<PromiseView> {
    return this.end(principal, id, 'promise.kept', async (tx) =>
      tx.query(
        `UPDATE clocks.promise SET kept_at = $2 WHERE id = $1 AND ${UNENDED} AND due_at > $2 RETURNING id`,
        [id, this.clock.now()],
      ),
    );
  }

  /** It came about by what the house did. One that is over stays as it is. */
  async keptIn(tx: Tx, id: string, maker: Actor): Promise<void> {
    await this.timers.cancel(tx, PROMISE_TIMER, id);
    const kept = await tx.query(
      `UPDATE clocks.promise SET kept_at = $2 WHERE id = $1 AND ${UNENDED} RETURNING id`,
      [id, this.clock.now()],
    );
    if (kept.length > 0) await this.records.tell(tx, 'promise.kept', await this.records.view(tx, id), maker);
  }

  cancel(principal: Principal, id: string, reason: string): Promise<PromiseView> {
    return this.end(principal, id, 'promise.cancelled', async (tx) =>
      tx.query(
        `UPDATE clocks.promise SET cancelled_at = $2, cancel_reason = $3
         WHERE id = $1 AND ${UNENDED} AND due_at > $2 RETURNING id`,
        [id, this.clock.now(), reason],
      ),
    );
  }

  /**
   * As if it had never been made: the one whose place it took is as it was before, or as it would be by now. Only by its
   * maker, at once. Errors: `not-found`, `move-not-allowed`.
   */
  async takeBack(principal: Principal, id: string, reason: string): Promise<PromiseView> {
    const ticketId = await this.ticketOf(principal, id);
    return this.database.transaction(async (tx) => {
      await this.timers.cancel(tx, PROMISE_TIMER, id);
      const now = this.clock.now();
      const [mine] = await tx.query(
        `UPDATE clocks.promise SET cancelled_at = $2, cancel_reason = $3
         WHERE id = $1 AND ${UNENDED} AND made_by = $4 AND made_at > $5 RETURNING id`,
        [id, now, reason, principal.agentId, new Date(now.getTime() - TAKE_BACK_MS)],
      );
      if (!mine) throw new Problem('move-not-allowed', 'It is too late to take it back');
      const [old] = await tx.query<{ id: string; madeAt: Date; dueAt: Date; told: boolean; lapsed: boolean }>(
        `UPDATE clocks.promise SET renewed_at = NULL, renewed_by_id = NULL, made_good_at = NULL WHERE renewed_by_id = $1
         RETURNING id, made_at AS "madeAt", due_at AS "dueAt", due_soon_at IS NOT NULL AS told, lapsed_at IS NOT NULL AS lapsed`,
        [id],
      );
      // Past its time meanwhile, its timer says so at once.
      if (old && !old.lapsed)
        await this.wake(tx, old.id, old.told ? old.dueAt : await this.noticeAt(tx, old.madeAt, old.dueAt));
      if (old?.lapsed) await this.alarms.makeGood(tx, ticketId);
      const view = await this.records.view(tx, id);
      await this.records.tell(tx, 'promise.cancelled', view, actorOf(principal));
      return view;
    });
  }

  /**
   * Another promise in its place; the answer is the new one. A promise that has lapsed stays lapsed, but is made good by it;
   * one that is over otherwise cannot be renewed: `move-not-allowed`.
   */
  async renew(principal: Principal, id: string, request: MakePromise): Promise<PromiseView> {
    const ticketId = await this.ticketOf(principal, id);
    return this.database.transaction((tx) => this.renewIn(tx, principal, ticketId, id, request));
  }

  private async renewIn(
    tx: Tx,
    maker: Maker,
    ticketId: string,
    id: string,
    request: MakePromise,
  ): Promise<PromiseView> {
    await this.timers.cancel(tx, PROMISE_TIMER, id);
    const now = this.clock.now();
    const [old] = await tx.query<{ open: boolean }>(
      `SELECT ${UNENDED} AND due_at > $2 AS open FROM clocks.promise
       WHERE id = $1 AND (${UNENDED} OR lapsed_at IS NOT NULL) AND renewed_by_id IS NULL FOR UPDATE`,
      [id, now],
    );
    if (!old) throw new Problem('move-not-allowed', 'It is over');
    const next = await this.insert(tx, maker, ticketId, request);
    // Past its time but not yet told: that it lapsed is the truth all the same.
    await tx.query(
      old.open
        ? `UPDATE clocks.promise SET renewed_at = $2, renewed_by_id = $3 WHERE id = $1`
        : `UPDATE clocks.promise SET lapsed_at = coalesce(lapsed_at, due_at), made_good_at = coalesce(made_good_at, $2),
             renewed_by_id = $3 WHERE id = $1`,
      [id, now, next.id],
    );
    const said = old.open ? 'promise.renewed' : 'promise.made-good';
    await this.records.tell(tx, said, await this.records.view(tx, id), actorOf(maker));
    await this.records.tell(tx, 'promise.made', next, actorOf(maker));
    return next;
  }

  private async insert(tx: Tx, maker: Maker, ticketId: string, request: MakePromise): Promise<PromiseView> {
    const [now, dueAt, id] = [this.clock.now(), new Date(request.dueAt), newId()];
    if (dueAt <= now)
      throw new Problem('invalid-input', undefined, [{ path: 'dueAt', message: 'It must be in the future' }]);
    // As the history line will lock it: two who promise at once do not wait for each other in a ring.
    const [ticket] = await tx.query<{ status: string; open: string }>(
      `SELECT status, (SELECT count(*) FROM clocks.promise WHERE ticket_id = ticket.id AND ${UNENDED}) AS open
       FROM tickets.ticket WHERE id = $1 FOR UPDATE`,
      [ticketId],
    );
    if (ticket?.status === 'closed') throw new Problem('ticket-closed');
    if (Number(ticket?.open) >= MOST_OPEN)
      throw new Problem('too-large', `${MOST_OPEN} open promises are the most`);
    await tx.query(
      `INSERT INTO clocks.promise (id, ticket_id, text, made_by, made_at, due_at) VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, ticketId, request.text, maker.agentId, now, dueAt],
    );
    await this.wake(tx, id, await this.noticeAt(tx, now, dueAt));
    return this.records.view(tx, id);
  }

  private async noticeAt(tx: Tx, madeAt: Date, dueAt: Date): Promise<Date> {
    const { promiseLeadMs } = await this.settings.read(tx);
    const noticeMs = Math.min(promiseLeadMs, (dueAt.getTime() - madeAt.getTime()) * NOTICE_SHARE);
    return new Date(dueAt.getTime() - noticeMs);
  }

  private wake(tx: Tx, id: string, dueAt: Date): Promise<void> {
    return this.timers.set(tx, { kind: PROMISE_TIMER, key: id, dueAt, payload: {} });
  }

  private async end(
    principal: Principal,
    id: string,
    name: Exclude<End, 'promise.renewed'>,
    move: (tx: Tx) => Promise<unknown[]>,
  ): Promise<PromiseView> {
    await this.ticketOf(principal, id);
    return this.database.transaction(async (tx) => {
      // In the order in which the timer itself takes them: its row, then the promise.
      await this.timers.cancel(tx, PROMISE_TIMER, id);
      const ended = await move(tx);
      const view = await this.records.view(tx, id);
      if (ended.length > 0) await this.records.tell(tx, name, view, actorOf(principal));
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
}
