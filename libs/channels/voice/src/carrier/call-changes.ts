/** Carries out what an agent wants of a call that goes on: hold, resume, ask a colleague in, let one of them go. */
import { Injectable } from '@nestjs/common';
import { InteractionStatus, type ClaimedDispatch, type DispatchOutcome } from '@lib/bus';
import type { CallFault } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { Clock, crashPoint, logger } from '@lib/platform';
import { CallRecords, type CallRow } from '../calls/call-records.js';
import { CallService } from '../calls/call-service.js';
import { company, customerLeg, isOver, isPresent, type Leg } from '../calls/call-state.js';
import { threadKey } from '../calls/caller.js';
import { VoiceUrls } from '../twiml/voice-urls.js';
import { Carrier, isRefused, type AgentLegOrder } from './carrier.js';

type Claim = ClaimedDispatch<'voice'>;
type Done = true | string;

/** A wish older than its fifth try is no longer what the agent wants. */
const maxTries = 5;
const log = logger('voice');

@Injectable()
export class CallChanges {
  constructor(
    private readonly database: Database,
    private readonly records: CallRecords,
    private readonly calls: CallService,
    private readonly carrier: Carrier,
    private readonly status: InteractionStatus,
    private readonly clock: Clock,
    private readonly urls: VoiceUrls,
  ) {}

  /** What the carrier is asked for is confirmed by its callbacks; only what it did not do is written down here. */
  async send(kind: CallFault, claimed: Claim): Promise<DispatchOutcome> {
    const row = await this.records.find(claimed.body.callSid);
    if (!row || isOver(customerLeg(row.state))) return { state: 'failed', detail: 'the call is over' };
    try {
      crashPoint('before-carrier');
      const done = await this.ask(kind, row, claimed);
      crashPoint('after-carrier');
      await this.note(row, done === true ? null : kind);
      return done === true ? { state: 'sent' } : { state: 'failed', detail: done };
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      log.warn({ err: error, callSid: row.callSid, kind }, 'the carrier did not change the call');
      if (!isRefused(error) && claimed.attempts < maxTries)
        return { state: 'retry', detail, afterMs: 250 * 2 ** claimed.attempts };
      await this.note(row, kind);
      return { state: 'failed', detail };
    }
  }

  private ask(kind: CallFault, row: CallRow, claimed: Claim): Promise<Done> {
    if (kind === 'hold') return this.hold(row, this.urls.hold(row.callSid, row.locale));
    if (kind === 'resume') return this.hold(row, null);
    return kind === 'invite' ? this.invite(row, claimed) : this.dismiss(row, claimed);
  }

  /** Asking twice is the same as once, so a wish whose answer was lost is simply asked again. */
  private async hold(row: CallRow, music: string | null): Promise<Done> {
    const { conference } = row.state;
    if (!conference || !row.carrierSid || !isPresent(customerLeg(row.state)))
      return 'the customer is not in the conference';
    // A customer on hold with nobody there would wait for ever.
    if (music !== null && !company(row.state).some(isPresent)) return 'nobody is with the customer';
    return (
      (await this.carrier.hold(conference.sid, row.carrierSid, music)) || 'the carrier knows no such party'
    );
  }

  /** Rung once: an order whose answer was lost is looked for before it is given again. */
  private async invite(row: CallRow, claimed: Claim): Promise<Done> {
    const { agentId, interactionId } = claimed.body;
    if (!agentId) return 'no agent named';
    if (!isPresent(customerLeg(row.state))) return 'the customer is not in the conference';
    const order = await this.orderOf(row, interactionId, agentId);
    const known = claimed.progress ? await this.alreadyRung(row, order) : null;
    if (!known) await claimed.checkpoint({ asked: true });
    const legSid = known ?? (await this.carrier.ringAgent(order));
    crashPoint('carrier-answered');
    await this.onCall(row, async (tx, now) => {
      const leg = { callSid: legSid, role: 'guest' as const, agentId };
      await this.calls.apply(tx, now, [
        { kind: 'status', ...leg, status: 'created', at: this.clock.now().getTime(), sequence: 0 },
      ]);
    });
    return true;
  }

  private async dismiss(row: CallRow, { body }: Claim): Promise<Done> {
    const theirs = company(row.state).filter((leg) => leg.agentId === body.agentId && !isOver(leg));
    for (const leg of theirs) await this.carrier.hangUp(leg.callSid);
    return true;
  }

  private alreadyRung(row: CallRow, order: AgentLegOrder): Promise<string | null> | string {
    const ours = company(row.state).find((leg) => isTheirs(leg, order) && !isOver(leg));
    return ours?.callSid ?? this.carrier.findAgentLeg(order.interactionId, order.agentId, 'guest');
  }

  private async orderOf(row: CallRow, interactionId: string, agentId: string): Promise<AgentLegOrder> {
    const core = await this.status.find('voice', threadKey(row.callSid));
    return {
      callSid: row.callSid,
      role: 'guest',
      interactionId,
      agentId,
      offerId: null,
      ticketNumber: core?.ticketNumber ?? row.ticketNumber,
      from: row.toValue,
    };
  }

  private note(row: CallRow, fault: CallFault | null): Promise<void> {
    return this.onCall(row, async (tx, now) => {
      if (await this.records.note(tx, now.id, fault)) await this.calls.publishChanged(tx, now);
    });
  }

  private onCall({ callSid }: CallRow, work: (tx: Tx, row: CallRow) => Promise<void>): Promise<void> {
    return this.database.transaction(async (tx) => {
      const row = await this.records.lock(tx, { callSid });
      if (row) await work(tx, row);
    });
  }
}

function isTheirs(leg: Leg, order: AgentLegOrder): boolean {
  return leg.role === 'guest' && leg.agentId === order.agentId;
}
