/** Carries out what the core decides about a call: bring this agent to the caller, or end the call. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Dispatches, InteractionStatus, type ClaimedDispatch, type DispatchOutcome } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { crashPoint, logger } from '@lib/platform';
import { CallRecords, type CallRow } from '../calls/call-records.js';
import { CallService } from '../calls/call-service.js';
import { agentLegs, customerLeg, isOver, isPresent } from '../calls/call-state.js';
import { threadKey } from '../calls/caller.js';
import { Surveys } from '../survey/surveys.js';
import { VoiceUrls } from '../twiml/voice-urls.js';
import { RecordingChanges, type RecordingWish } from '../recordings/recording-changes.js';
import { CallChanges } from './call-changes.js';
import { ListeningLegs } from './listening-legs.js';
import { Carrier, codesOf, isRefused, type AgentLegOrder } from './carrier.js';

const maxTries = 5;
const log = logger('voice');

type VoiceClaim = ClaimedDispatch<'voice'>;

@Injectable()
export class AgentLegDispatcher implements OnModuleInit {
  constructor(
    private readonly dispatches: Dispatches,
    private readonly database: Database,
    private readonly records: CallRecords,
    private readonly calls: CallService,
    private readonly carrier: Carrier,
    private readonly status: InteractionStatus,
    private readonly changes: CallChanges,
    private readonly listeningLegs: ListeningLegs,
    private readonly surveys: Surveys,
    private readonly urls: VoiceUrls,
    private readonly recordings: RecordingChanges,
  ) {}

  onModuleInit(): void {
    this.dispatches.consume('voice', (claimed) => this.send(claimed));
  }

  private async send(claimed: VoiceClaim): Promise<DispatchOutcome> {
    const { kind } = claimed.body;
    if (kind === 'call-out') return this.callOut(claimed);
    if (kind === 'connect') return this.connect(claimed);
    if (kind === 'end') return this.end(claimed);
    if (kind === 'listen' || kind === 'set-listening' || kind === 'stop-listening')
      return this.listeningLegs.send(kind, claimed);
    return isRecordingWish(kind) ? this.recordings.send(kind, claimed) : this.changes.send(kind, claimed);
  }

  /** The agent's phone first, as for a call that came in; the customer is called when the agent is there. */
  private async callOut(claimed: VoiceClaim): Promise<DispatchOutcome> {
    const { callSid, to, from, locale = 'fr' } = claimed.body;
    if (!to || !from) return { state: 'failed', detail: 'no number named' };
    await this.database.transaction((tx) => this.calls.place(tx, { callSid, to, from, locale }));
    return this.connect(claimed);
  }

  private async connect(claimed: VoiceClaim): Promise<DispatchOutcome> {
    const { agentId } = claimed.body;
    if (!agentId) return { state: 'failed', detail: 'no agent named' };
    const row = await this.prepare(claimed, agentId);
    if (!row) return { state: 'failed', detail: 'the call is over' };
    const order = orderOf(row, agentId);
    try {
      const known = await this.alreadyRung(claimed, row, order);
      if (!known) await claimed.checkpoint({ asked: true });
      crashPoint('before-carrier');
      const legSid = known ?? (await this.carrier.ringAgent(order));
      crashPoint('carrier-answered');
      await this.remember(row.callSid, legSid, order);
      return { state: 'sent', providerId: legSid };
    } catch (error) {
      return this.notRung(claimed, row, agentId, error);
    }
  }

  /** Writes down whom the call goes to before the carrier hears of it, so that its callbacks find their call. */
  private async prepare(claimed: VoiceClaim, agentId: string): Promise<CallRow | null> {
    const { callSid, interactionId, offerId } = claimed.body;
    const core = await this.status.find('voice', threadKey(callSid));
    return this.database.transaction(async (tx) => {
      const row = await this.records.lock(tx, { callSid });
      if (!row || isOver(customerLeg(row.state))) return null;
      const ticketNumber = core?.ticketNumber ?? row.ticketNumber;
      const prepared = { ...row, interactionId, agentId, offerId: offerId ?? null, ticketNumber };
      await this.records.connecting(tx, prepared);
      return prepared;
    });
  }

  private async alreadyRung(claimed: VoiceClaim, row: CallRow, order: AgentLegOrder): Promise<string | null> {
    if (!claimed.progress) return null;
    const ours = agentLegs(row.state).find(
      (leg) => leg.agentId === order.agentId && leg.offerId === order.offerId,
    );
    return ours?.callSid ?? this.carrier.findAgentLeg(order.interactionId, order.agentId);
  }

  private async remember(callSid: string, legSid: string, order: AgentLegOrder): Promise<void> {
    await this.onCall(callSid, async (tx, row) => {
      const leg = { callSid: legSid, role: 'agent' as const, agentId: order.agentId, offerId: order.offerId };
      // The least a leg can be: its callbacks may already have said more.
      const created = { kind: 'status' as const, ...leg, status: 'created' as const, at: 0, sequence: 0 };
      await this.calls.apply(tx, { ...row, agentCallSid: legSid }, [created]);
    });
  }

  private async notRung(
    claimed: VoiceClaim,
    row: CallRow,
    agentId: string,
    error: unknown,
  ): Promise<DispatchOutcome> {
    const { code, status } = codesOf(error);
    const detail = error instanceof Error ? error.message : String(error);
    log.warn({ err: error, callSid: row.callSid, agentId }, 'the agent phone could not be rung');
    if (!isRefused(error) && claimed.attempts < maxTries)
      return { state: 'retry', detail, afterMs: 250 * 2 ** claimed.attempts };
    const reason = isRefused(error) ? `refused-${code ?? status}` : 'carrier-unreachable';
    await this.onCall(row.callSid, (tx, now) =>
      now.direction === 'outbound'
        ? this.calls.giveUp(tx, now, 'failed')
        : this.calls.publishMissed(tx, now, agentId, reason),
    );
    return { state: 'failed', detail };
  }

  /** Together in the conference: ending it lets the caller hear goodbye. Anywhere else the call itself is ended. */
  private async end(claimed: VoiceClaim): Promise<DispatchOutcome> {
    const { callSid, interactionId } = claimed.body;
    let together = false;
    let asked = false;
    let line: string | null = null;
    const known = await this.onCall(callSid, async (tx, row) => {
      if (isOver(customerLeg(row.state))) return;
      // Whoever listens to the question ends the call themselves.
      asked = await this.surveys.begun(tx, callSid);
      if (asked) return;
      together = isPresent(customerLeg(row.state));
      line = row.carrierSid;
      const ended = { ...row, interactionId, endedBy: row.endedBy ?? 'agent' } as const;
      await this.records.connecting(tx, ended);
      if (row.direction === 'outbound' && !together) await this.calls.giveUp(tx, ended, 'canceled');
    });
    if (!known) return { state: 'failed', detail: 'unknown call' };
    if (asked) return { state: 'sent' };
    crashPoint('before-carrier');
    const ended = together && (await this.carrier.endConference(interactionId));
    if (!ended && line) await this.letGo(callSid, line, together);
    crashPoint('after-carrier');
    return { state: 'sent' };
  }

  /** The conference ended before we could: they are on their way to the question, or there is none. */
  private async letGo(callSid: string, line: string, spoke: boolean): Promise<void> {
    if (spoke && (await this.surveys.ends(callSid)))
      await this.carrier.redirect(line, this.urls.after(callSid));
    else await this.carrier.hangUp(line);
  }

  private onCall(callSid: string, work: (tx: Tx, row: CallRow) => Promise<unknown>): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const row = await this.records.lock(tx, { callSid });
      if (row) await work(tx, row);
      return row !== null;
    });
  }
}

function isRecordingWish(kind: VoiceClaim['body']['kind']): kind is RecordingWish {
  return kind.startsWith('record-');
}

function orderOf(row: CallRow, agentId: string): AgentLegOrder {
  return {
    callSid: row.callSid,
    interactionId: row.interactionId ?? '',
    agentId,
    offerId: row.offerId,
    ticketNumber: row.ticketNumber,
    from: row.toValue,
  };
}
