/** Brings a supervisor's telephone into a colleague's call, makes them heard as wished, and lets them go; never touches the call itself. */
import { Injectable } from '@nestjs/common';
import { InteractionStatus, Outbox, type ClaimedDispatch, type DispatchOutcome } from '@lib/bus';
import type { ListeningRefusal } from '@lib/contracts';
import { Database } from '@lib/database';
import { Clock, crashPoint, logger } from '@lib/platform';
import { CallRecords, type CallRow } from '../calls/call-records.js';
import { CallService } from '../calls/call-service.js';
import { customerLeg, isOver, isPresent, leadOf, type Leg } from '../calls/call-state.js';
import { threadKey } from '../calls/caller.js';
import { Carrier, isCoachGone, isRefused, type AgentLegOrder } from './carrier.js';

type Claim = ClaimedDispatch<'voice'>;
type Wish = 'listen' | 'set-listening' | 'stop-listening';
/** Null: done, as far as one can tell before the carrier's callbacks. */
type Refused = ListeningRefusal | null;

/** A wish older than its fifth try is no longer what the supervisor wants. */
const maxTries = 5;
const log = logger('voice');

@Injectable()
export class ListeningLegs {
  constructor(
    private readonly database: Database,
    private readonly records: CallRecords,
    private readonly calls: CallService,
    private readonly carrier: Carrier,
    private readonly status: InteractionStatus,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async send(wish: Wish, claimed: Claim): Promise<DispatchOutcome> {
    try {
      crashPoint('before-carrier');
      const refused = await this.ask(wish, claimed);
      crashPoint('after-carrier');
      if (refused === null) return { state: 'sent' };
      await this.saySo(claimed, refused);
      return { state: 'failed', detail: refused };
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      log.warn(
        { err: error, callSid: claimed.body.callSid, wish },
        'the carrier did not let a supervisor in',
      );
      if (!isRefused(error) && claimed.attempts < maxTries)
        return { state: 'retry', detail, afterMs: 250 * 2 ** claimed.attempts };
      await this.saySo(claimed, isCoachGone(error) ? 'agent-gone' : 'not-possible');
      return { state: 'failed', detail };
    }
  }

  private async ask(wish: Wish, claimed: Claim): Promise<Refused> {
    const { agentId, callSid } = claimed.body;
    const row = await this.records.find(callSid);
    if (!agentId || !row || isOver(customerLeg(row.state))) return 'call-over';
    const mine = Object.values(row.state.legs).filter(
      (leg) => leg.role === 'supervisor' && leg.agentId === agentId && !isOver(leg),
    );
    if (wish === 'stop-listening') return this.letGo(mine);
    return wish === 'listen' ? this.ring(row, agentId, mine, claimed) : this.set(row, mine, claimed);
  }

  /** Rung once: an order whose answer was lost is looked for before it is given again. */
  private async ring(row: CallRow, agentId: string, mine: Leg[], claimed: Claim): Promise<Refused> {
    const listeningId = claimed.body.listeningId ?? null;
    if (mine.some((leg) => leg.offerId === listeningId)) return null;
    if (!leadOf(row.state) || !isPresent(customerLeg(row.state))) return 'agent-gone';
    const order = await this.orderOf(row, agentId, claimed.body);
    const known = claimed.progress
      ? await this.carrier.findAgentLeg(order.interactionId, agentId, 'supervisor')
      : null;
    if (!known) await claimed.checkpoint({ asked: true });
    const legSid = known ?? (await this.carrier.ringAgent(order));
    crashPoint('carrier-answered');
    await this.database.transaction(async (tx) => {
      const now = await this.records.lock(tx, { callSid: row.callSid });
      const leg = { callSid: legSid, role: 'supervisor' as const, agentId, offerId: listeningId };
      const created = { kind: 'status' as const, ...leg, status: 'created' as const };
      if (now) await this.calls.apply(tx, now, [{ ...created, at: this.clock.now().getTime(), sequence: 0 }]);
    });
    return null;
  }

  /** Asking twice is the same as once; who is gone meanwhile, or whose agent is, is told so. */
  private async set(row: CallRow, mine: Leg[], { body: { mode } }: Claim): Promise<Refused> {
    const leg = mine.find(isPresent);
    const { conference } = row.state;
    if (!leg || !mode || !conference) return 'line-gone';
    const lead = leadOf(row.state);
    if (!lead || lead.callSid === leg.callSid) return 'agent-gone';
    return (await this.carrier.setListening(conference.sid, leg.callSid, mode, lead.callSid))
      ? null
      : 'line-gone';
  }

  private async letGo(mine: Leg[]): Promise<Refused> {
    for (const leg of mine) await this.carrier.hangUp(leg.callSid);
    return mine.length > 0 ? null : 'line-gone';
  }

  /** A leg knows for whose wish it was rung: an agent's by its offer, a supervisor's by the listening. */
  private async orderOf(
    row: CallRow,
    agentId: string,
    { interactionId, listeningId }: Claim['body'],
  ): Promise<AgentLegOrder> {
    const core = await this.status.find('voice', threadKey(row.callSid));
    const ticketNumber = core?.ticketNumber ?? row.ticketNumber;
    const { callSid, toValue } = row;
    const leg = { callSid, role: 'supervisor' as const, interactionId, agentId };
    return { ...leg, offerId: listeningId ?? null, ticketNumber, from: toValue };
  }

  private saySo({ body }: Claim, reason: ListeningRefusal): Promise<void> {
    const { interactionId, agentId, mode = 'listen' } = body;
    if (!agentId) return Promise.resolve();
    return this.database.transaction((tx) =>
      this.outbox.publish(tx, 'call.listening-failed', {
        subject: { type: 'interaction', id: interactionId },
        data: { interactionId, agentId, wish: mode, reason },
      }),
    );
  }
}
