/** A customer who is called back: in line where they stood, called again when they were not reached, and never by two at once. */
import { Injectable } from '@nestjs/common';
import type { CallbackAsked, CallbackRules } from '@lib/contracts';
import { Outbox, Timers } from '@lib/bus';
import type { Tx } from '@lib/database';
import { addBusiness, Clock, isOpen, logger, newId, NeverOpen } from '@lib/platform';
import { PromiseService } from '@lib/clocks';
import { AssignmentService, OfferService } from '@lib/routing';
import { InteractionService, TimelineWriter, type InteractionRef } from '@lib/tickets';
import { CallbackRecords, isResuming, type Callback } from './callback-records.js';
import { nextTry } from './next-try.js';

export const CALLBACK_TIMER = 'callbacks-due';
const NOBODY = { kind: 'system' as const, id: null };
/** For who asked when the queue still offered it. */
export const PLAIN: CallbackRules = { tries: 3, pauseMinutes: 15, calendarId: null };
const log = logger('callbacks');

@Injectable()
export class CallbackService {
  constructor(
    private readonly records: CallbackRecords,
    private readonly interactions: InteractionService,
    private readonly assignment: AssignmentService,
    private readonly offers: OfferService,
    private readonly timeline: TimelineWriter,
    private readonly promises: PromiseService,
    private readonly timers: Timers,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** A caller hung up to be called back: the call is over without being given up, and they stand where they stood. */
  async ask(tx: Tx, call: InteractionRef, { number }: CallbackAsked): Promise<void> {
    await this.records.lockTicket(tx, call.ticketId);
    const asked = await this.records.askedIn(tx, call.id);
    if (!asked) throw new Error('a callback asked for in no call');
    if (asked.before) return;
    const former = await this.drop(tx, call.ticketId, 'asked-again');
    const since = former && former.since < asked.since ? former.since : asked.since;
    const made = await this.records.make(tx, {
      ...asked,
      since,
      number,
      fromInteractionId: call.id,
      rules: asked.rules ?? PLAIN,
    });
    await this.timeline.event(
      tx,
      call.ticketId,
      'callback.asked',
      { kind: 'customer', id: null },
      { number },
    );
    await this.begin(tx, made);
    await this.stop(tx, call, 'callback-asked', 'customer');
  }

  /** The customer calls by themselves: nobody calls them any more, and their call stands where the callback stood. */
  async calledAgain(tx: Tx, call: { id: string; ticketId: string }): Promise<void> {
    await this.records.lockTicket(tx, call.ticketId);
    const dropped = await this.drop(tx, call.ticketId, 'called-again');
    if (!dropped) return;
    await this.assignment.standSince(tx, call.id, dropped.since);
    await this.timeline.event(tx, call.ticketId, 'callback.called-again', { kind: 'customer', id: null }, {});
  }

  /** A call of ours is over: reached, it is done; else it is tried again by the rules. Heard twice, it changes nothing more. */
  async tried(tx: Tx, ticketId: string, interactionId: string): Promise<void> {
    const ticket = await this.records.lockTicket(tx, ticketId);
    const callback = await this.records.pendingOf(tx, ticketId);
    if (callback?.interactionId !== interactionId) return;
    // Its agent put it down before anybody was rung.
    if (isResuming(callback)) return this.end(tx, callback, 'cancelled', { tries: 0, outcome: 'cancelled' });
    if (callback.state !== 'waiting') return;
    const [call] = await tx.query<{ reached: boolean; outcome: string | null }>(
      `SELECT connected_at IS NOT NULL AS reached, data->>'outcome' AS outcome FROM tickets.interaction WHERE id = $1`,
      [interactionId],
    );
    const outcome = call?.outcome ?? null;
    const { tries } = callback;
    if (call?.reached) return this.reached(tx, callback, outcome);
    if (isOver(ticket.status)) return this.end(tx, callback, 'cancelled', { tries, outcome });
    const next = nextTry(callback, outcome);
    if (next.then === 'give-up') return this.giveUp(tx, callback, { tries: next.tries, outcome });
    if (next.then === 'at-once') return this.begin(tx, callback);
    const dueAt = await this.openFrom(
      tx,
      callback.rules,
      new Date(this.clock.now().getTime() + next.afterMs),
    );
    await this.later(tx, { ...callback, tries: next.tries }, dueAt);
    await this.timeline.event(tx, ticketId, 'callback.not-reached', NOBODY, {
      outcome,
      tries: next.tries,
      mostTries: callback.rules.tries,
      dueAt: dueAt.toISOString(),
    });
  }

  /** The matter is settled: nobody need call. Whoever has it in hand goes on. */
  async settled(tx: Tx, ticketId: string): Promise<void> {
    await this.records.lockTicket(tx, ticketId);
    const callback = await this.records.pendingOf(tx, ticketId);
    const call = callback?.interactionId ? await this.interactions.find(tx, callback.interactionId) : null;
    if (callback?.state === 'waiting' && call?.agentId) return;
    await this.drop(tx, ticketId, 'settled');
  }

  /** Under the lock of the ticket, which has none to come: put in line when `dueAt` has come. */
  async arrange(tx: Tx, made: Parameters<CallbackRecords['make']>[1], dueAt: Date): Promise<void> {
    await this.later(tx, await this.records.make(tx, made), dueAt);
  }

  /** Under the lock of the ticket, for one that is to come after all: in line, or asleep until its time. */
  async resume(tx: Tx, ticketId: string, dueAt: Date): Promise<void> {
    const callback = await this.records.pendingOf(tx, ticketId);
    if (!callback) return;
    if (dueAt > this.clock.now()) await this.later(tx, callback, dueAt);
    else await this.begin(tx, callback);
  }

  /** Under the lock of the ticket: an agent does without it. Null when there is none, or somebody is with them by now. */
  withdraw(tx: Tx, ticketId: string, why: string): Promise<Callback | null> {
    return this.drop(tx, ticketId, why);
  }

  /** Its time has come, if it still stands. */
  async due(tx: Tx, id: string): Promise<void> {
    const ticketId = await this.records.ticketOf(tx, id);
    if (!ticketId) return;
    const ticket = await this.records.lockTicket(tx, ticketId);
    const callback = await this.records.pendingOf(tx, ticketId);
    if (callback?.id !== id || callback.state !== 'scheduled') return;
    if (isOver(ticket.status))
      return this.end(tx, callback, 'cancelled', { tries: callback.tries, outcome: null });
    await this.begin(tx, callback);
  }

  /** In line, or asleep until somebody is there. */
  private async begin(tx: Tx, callback: Callback): Promise<void> {
    const now = this.clock.now();
    const from = await this.openFrom(tx, callback.rules, now);
    if (from > now) return this.later(tx, callback, from);
    const { id, ticketId, number, locale, identityId, ourNumber } = callback;
    const interactionId = newId();
    const { customerId } = await this.records.lockTicket(tx, ticketId);
    await this.interactions.beginCallback(tx, {
      ...{ id: interactionId, ticketId, customerId, identityId, ourAddress: ourNumber },
      threadKey: `call:CA${interactionId.replaceAll('-', '')}`,
      data: { callbackId: id, to: number, from: number, locale, queueId: callback.queueId },
    });
    await this.records.waits(tx, id, interactionId);
    const call = { id: interactionId, ticketId, channel: 'voice', state: 'waiting' } as const;
    await this.assignment.place(tx, { ...call, started: true, itemId: null }, callback.since);
    log.info({ callback: id, rounds: callback.rounds + 1 }, 'a customer waits to be called back');
  }

  private async reached(tx: Tx, callback: Callback, outcome: string | null): Promise<void> {
    await this.end(tx, callback, 'done', { tries: callback.tries, outcome });
    if (callback.promiseId) await this.promises.keptIn(tx, callback.promiseId, NOBODY);
  }

  private async later(tx: Tx, { id, ticketId, tries }: Callback, dueAt: Date): Promise<void> {
    await this.records.sleeps(tx, id, { dueAt, tries });
    await this.timers.set(tx, { kind: CALLBACK_TIMER, key: id, dueAt, payload: {} });
    await this.changed(tx, ticketId);
  }

  /** Nobody was reached: whoever answers for the ticket has it in writing, and it says so. */
  private async giveUp(
    tx: Tx,
    callback: Callback,
    how: { tries: number; outcome: string | null },
  ): Promise<void> {
    await this.end(tx, callback, 'failed', how);
    await this.timeline.event(tx, callback.ticketId, 'callback.failed', NOBODY, {
      tries: how.tries,
      outcome: how.outcome,
    });
    const turn = await this.interactions.beginTurn(tx, callback.ticketId, { queueId: callback.queueId });
    if (turn)
      await this.assignment.place(tx, {
        ...{ id: turn, ticketId: callback.ticketId, channel: 'email', state: 'waiting' },
        ...{ started: true, itemId: null },
      });
  }

  /** Whatever waits or rings for it stops. Answers what was dropped; null when nothing was to come, or they are talking by now. */
  private async drop(tx: Tx, ticketId: string, why: string): Promise<Callback | null> {
    const callback = await this.records.pendingOf(tx, ticketId);
    if (!callback) return null;
    const call =
      (callback.state === 'waiting' || isResuming(callback)) && callback.interactionId
        ? await this.interactions.find(tx, callback.interactionId)
        : null;
    if (call?.state === 'connected' || call?.state === 'held') return null;
    await this.end(tx, callback, 'cancelled', { tries: callback.tries, outcome: why });
    if (call) await this.stop(tx, call, why, 'system');
    return callback;
  }

  /** Over without having been given up: not counted as abandoned. */
  private async stop(tx: Tx, call: InteractionRef, why: string, by: 'customer' | 'system'): Promise<void> {
    await tx.query(`SELECT 1 FROM routing.work_item WHERE interaction_id = $1 FOR UPDATE`, [call.id]);
    await this.offers.withdrawAll(tx, call.id, null);
    const now = (await this.interactions.find(tx, call.id)) ?? call;
    await this.interactions.end(tx, now, by, { outcome: why, comesBack: true });
    await tx.query(
      `UPDATE routing.work_item SET state = 'done', ended_at = now() WHERE interaction_id = $1 AND state IN ('waiting', 'offered')`,
      [call.id],
    );
  }

  private async end(
    tx: Tx,
    { id, ticketId }: Callback,
    state: 'done' | 'failed' | 'cancelled',
    how: { tries: number; outcome: string | null },
  ): Promise<void> {
    await this.records.ends(tx, id, state, how);
    await this.timers.cancel(tx, CALLBACK_TIMER, id);
    await this.changed(tx, ticketId);
  }

  private async changed(tx: Tx, ticketId: string): Promise<void> {
    await this.outbox.publish(tx, 'ticket.changed', {
      subject: { type: 'ticket', id: ticketId },
      data: { ticketId },
    });
  }

  /** `from`, or when it is open next; a calendar that is gone or never opens holds nobody back. */
  private async openFrom(tx: Tx, { calendarId }: CallbackRules, from: Date): Promise<Date> {
    const calendar = calendarId ? await this.records.calendar(tx, calendarId) : null;
    if (!calendar || isOpen(calendar, from)) return from;
    try {
      return addBusiness(calendar, from, 0);
    } catch (error) {
      if (error instanceof NeverOpen) return from;
      throw error;
    }
  }
}

function isOver(status: string): boolean {
  return status === 'resolved' || status === 'closed';
}
