/** Turns what the carrier says into the call's new state, and what follows from it, all in one transaction. */
import { Inject, Injectable } from '@nestjs/common';
import { Inbox, Outbox } from '@lib/bus';
import type { Tx } from '@lib/database';
import type { Locale } from '@lib/contracts';
import { Clock, CONFIG, logger, type Config } from '@lib/platform';
import { callableNumber } from '../callbacks/callable-number.js';
import { CarrierJobs } from '../carrier/carrier-jobs.js';
import type { WebhookBody } from '../webhooks/signature.js';
import { callSidOf, parameter, timeOf } from '../webhooks/webhook-parameters.js';
import { effectsOf, type CallEffect } from './call-effects.js';
import { shownOf } from './call-shown.js';
import { CallRecords, callerOf, type CallRow } from './call-records.js';
import {
  customerLeg,
  legStatuses,
  noCall,
  reduce,
  type CallEvent,
  type Leg,
  type LegStatus,
} from './call-state.js';
import { endedMessage, readCaller, startedMessage, type Caller } from './caller.js';
import { MenuRuns } from '../menus/menu-runs.js';
import { CallRecordings } from '../recordings/call-recordings.js';

const log = logger('voice');

@Injectable()
export class CallService {
  constructor(
    private readonly records: CallRecords,
    private readonly jobs: CarrierJobs,
    private readonly inbox: Inbox,
    private readonly outbox: Outbox,
    private readonly menus: MenuRuns,
    private readonly recordings: CallRecordings,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** First word of a customer's call, from whichever webhook came first; a repeat only finds it. */
  async arrive(tx: Tx, body: WebhookBody): Promise<CallRow> {
    const callSid = callSidOf(body);
    const caller = readCaller(callSid, body, this.config.VOICE_NUMBERS[0] ?? '');
    const now = this.clock.now();
    const fresh = await this.records.open(tx, callSid, caller, now, noCall);
    const row = await this.records.lock(tx, { callSid });
    if (!row) throw new Error('the call vanished');
    if (!fresh) return row;
    // Whom a menu answers is told to the house when they come out of it.
    if (!(await this.menus.begin(tx, callSid, caller)))
      await this.inbox.put(startedMessage(callSid, caller, now), tx);
    log.info({ callSid, direction: caller.direction }, 'call arrived');
    const ringing: CallEvent = {
      kind: 'status',
      callSid,
      role: 'customer',
      status: 'ringing',
      at: now.getTime(),
      sequence: 0,
    };
    return this.apply(tx, row, [ringing]);
  }

  /** A call we make: its row is there before anybody is rung; asked again, it is found. */
  async place(tx: Tx, call: { callSid: string; to: string; from: string; locale: Locale }): Promise<void> {
    const caller: Caller = {
      direction: 'outbound',
      from: { kind: 'phone', value: call.to },
      to: call.from,
      locale: call.locale,
    };
    await this.records.open(tx, call.callSid, caller, this.clock.now(), noCall);
  }

  /** A call we made that leads to no talk is over for everybody: whoever is still rung is let go. */
  async giveUp(tx: Tx, row: CallRow, status: 'canceled' | 'failed'): Promise<void> {
    const { callSid } = row;
    await this.jobs.put(tx, `hang-up-customer:${callSid}`, { kind: 'hang-up-customer', callSid });
    const at = this.clock.now().getTime();
    const over: CallEvent = { kind: 'status', callSid, role: 'customer', status, at, sequence: 0 };
    await this.apply(tx, { ...row, endedBy: row.endedBy ?? 'agent' }, [over]);
  }

  async apply(tx: Tx, row: CallRow, events: CallEvent[]): Promise<CallRow> {
    const state = events.reduce(reduce, row.state);
    const effects = effectsOf(row.state, state);
    const changed: CallRow = { ...row, state, endedBy: endedBy(row, effects) };
    await this.records.save(tx, changed);
    for (const effect of effects) await this.act(tx, changed, effect);
    const same = JSON.stringify(shownOf(state)) === JSON.stringify(shownOf(row.state));
    if (!same) await this.publishChanged(tx, changed);
    if (row.direction === 'outbound' && effects.some(isLost) && !customerLeg(state)?.joinedAt)
      await this.giveUp(tx, changed, 'canceled');
    return changed;
  }

  /** Said when what is shown of the call changed; readers look it up. */
  async publishChanged(tx: Tx, { interactionId, callSid }: CallRow): Promise<void> {
    if (!interactionId) return;
    const subject = { type: 'interaction', id: interactionId };
    await this.outbox.publish(tx, 'call.changed', { subject, data: { interactionId, callSid } });
  }

  /** The caller hung up, as a document's request says before the status callback does. */
  async callerGone(tx: Tx, row: CallRow, body: WebhookBody): Promise<void> {
    const leg = { callSid: row.callSid, role: 'customer' as const };
    const event = statusEvent({ ...body, CallStatus: 'completed' }, leg, this.clock.now());
    if (event) await this.apply(tx, row, [event]);
  }

  async publishMissed(tx: Tx, row: CallRow, agentId: string | null, reason: string): Promise<void> {
    const { interactionId, callSid } = row;
    if (!interactionId || !agentId) return;
    const subject = { type: 'interaction', id: interactionId };
    await this.outbox.publish(tx, 'call.agent-missed', {
      subject,
      data: { interactionId, callSid, agentId, reason },
    });
  }

  /** For a call that was over before the house was told of it; a repeat is a no-op. */
  async sayEnded(tx: Tx, row: CallRow): Promise<void> {
    const leg = customerLeg(row.state);
    if (leg) await this.reportEnded(tx, row, leg);
  }

  /** The agent is gone and the line still stands: for the house it is over now, and its end on the line changes nothing more. */
  async sayTalkOver(tx: Tx, row: CallRow): Promise<void> {
    const at = this.clock.now();
    const durationSeconds = Math.max(0, Math.round((at.getTime() - row.startedAt.getTime()) / 1_000));
    await this.inbox.put(
      endedMessage(row.callSid, callerOf(row), at, {
        ...{ reason: 'agent-hung-up', by: 'agent', durationSeconds, abandoned: false },
      }),
      tx,
    );
  }

  private async act(tx: Tx, row: CallRow, effect: CallEffect): Promise<void> {
    const { callSid, interactionId } = row;
    switch (effect.do) {
      case 'report-joined':
        if (row.direction === 'outbound') await this.recordings.announceOutgoing(tx, row);
        return this.publishJoined(tx, row, effect.leg);
      case 'join-caller':
        return this.jobs.put(tx, `join:${effect.leg.callSid}:${placeIn(effect.leg)}`, {
          kind: 'join-caller',
          callSid,
        });
      case 'report-missed':
        return this.publishMissed(tx, row, effect.leg.agentId, effect.reason);
      case 'release-caller':
        if (!customerLeg(row.state)?.joinedAt)
          await this.publishMissed(tx, row, effect.leg.agentId, 'left-early');
        return this.jobs.put(tx, `release:${effect.leg.callSid}:${placeIn(effect.leg)}`, {
          kind: 'release-caller',
          callSid,
        });
      case 'pass-on':
        // Held or not as far as we know: the word of the hold may come after the word of who left.
        await this.jobs.put(tx, `resume:${effect.leg.callSid}:${placeIn(effect.leg)}`, {
          kind: 'resume',
          callSid,
        });
        return this.publishJoined(tx, row, effect.leg);
      case 'let-listeners-go':
        return this.hangUpAll(tx, effect.legs);
      case 'hang-up-agents':
        await this.hangUpAll(tx, effect.legs);
        if (interactionId)
          await this.jobs.put(tx, `end-conference:${callSid}`, {
            kind: 'end-conference',
            callSid,
            interactionId,
          });
        return;
      case 'report-lost':
        return this.publishLost(tx, row);
      case 'report-ended':
        await this.recordings.ended(tx, callSid);
        return this.reportEnded(tx, row, effect.leg);
    }
  }

  private async hangUpAll(tx: Tx, legs: Leg[]): Promise<void> {
    for (const leg of legs)
      await this.jobs.put(tx, `hang-up:${leg.callSid}:${placeIn(leg)}`, {
        kind: 'hang-up',
        callSid: leg.callSid,
      });
  }

  private async publishJoined(tx: Tx, row: CallRow, leg: Leg): Promise<void> {
    const { interactionId, callSid } = row;
    if (!interactionId || !leg.agentId) return;
    await this.outbox.publish(tx, 'call.agent-joined', {
      subject: { type: 'interaction', id: interactionId },
      data: { interactionId, callSid, agentId: leg.agentId },
      actor: { kind: 'agent', id: leg.agentId },
    });
  }

  /** Only of a line that none of ours had let go of. */
  private async publishLost(tx: Tx, { interactionId, callSid, fromValue, endedBy }: CallRow): Promise<void> {
    if (!interactionId || endedBy) return;
    await this.outbox.publish(tx, 'call.line-lost', {
      subject: { type: 'interaction', id: interactionId },
      data: { interactionId, callSid, callable: callableNumber(fromValue, []) === fromValue },
    });
    log.info({ callSid }, 'the line of a talk was lost');
  }

  private async reportEnded(tx: Tx, row: CallRow, leg: Leg): Promise<void> {
    const run = await this.menus.find(tx, row.callSid);
    if (run && run.placedAt === null) {
      log.info({ callSid: row.callSid, visits: run.visits.length }, 'a caller left in a menu');
      return;
    }
    const by = row.endedBy ?? (leg.lost ? 'system' : 'customer');
    const at = new Date(leg.endedAt?.at ?? this.clock.now());
    const reasons = { agent: 'agent-hung-up', system: 'ended-by-us', customer: 'caller-hung-up' };
    const reason = leg.lost && !row.endedBy ? 'line-lost' : reasons[by];
    const durationSeconds =
      leg.durationSeconds ?? Math.max(0, Math.round((at.getTime() - row.startedAt.getTime()) / 1000));
    await this.inbox.put(
      endedMessage(row.callSid, callerOf(row), at, {
        reason: leg.status === 'completed' ? reason : leg.status,
        by,
        durationSeconds,
        abandoned: leg.joinedAt === null,
      }),
      tx,
    );
    log.info({ callSid: row.callSid, by }, 'call ended');
  }
}

/** The carrier's status word as ours; null for a word we do not know. */
export function statusOf(body: WebhookBody): LegStatus | null {
  const word = parameter(body, 'CallStatus');
  return legStatuses.find((status) => status === word) ?? null;
}

export function statusEvent(
  body: WebhookBody,
  leg: Pick<Leg, 'callSid' | 'role'> & Partial<Leg>,
  now: Date,
): CallEvent | null {
  const status = statusOf(body);
  if (status === null) return null;
  const sequence = Number(parameter(body, 'SequenceNumber') ?? 0) || 0;
  const duration = Number(parameter(body, 'CallDuration') ?? Number.NaN);
  const { callSid, role, agentId, offerId } = leg;
  const durationSeconds = Number.isInteger(duration) ? duration : null;
  return {
    kind: 'status',
    callSid,
    role,
    agentId,
    offerId,
    status,
    at: timeOf(body, now),
    sequence,
    durationSeconds,
    lost: isLostByCode(body),
  };
}

/** A line that ends as lines do has no error. */
function isLostByCode(body: WebhookBody): boolean {
  const code = parameter(body, 'ErrorCode');
  return code !== null && code !== '0';
}

/** The agent of a call is gone before it came to anything. */
function isLost(effect: CallEffect): boolean {
  return effect.do === 'report-missed' || effect.do === 'release-caller';
}

/** A leg may come and go more than once; each coming and going is its own job. */
function placeIn(leg: Leg): string {
  return `${leg.joinedAt?.at ?? 0}.${leg.joinedAt?.sequence ?? 0}`;
}

function endedBy(row: CallRow, effects: CallEffect[]): CallRow['endedBy'] {
  const spoke = effects.some((effect) => effect.do === 'release-caller') && customerLeg(row.state)?.joinedAt;
  return row.endedBy ?? (spoke ? 'agent' : null);
}
