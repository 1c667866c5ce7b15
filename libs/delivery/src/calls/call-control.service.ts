/** What an agent may do with the call they are on; decided here, done by the voice channel, shown when the carrier confirmed it. */
import { Injectable } from '@nestjs/common';
import { Problem, type VoiceDispatch } from '@lib/contracts';
import { Engagements } from '@lib/agents';
import { Dispatches } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { newId, type Principal } from '@lib/platform';
import { actorOf, TicketAccess, TimelineWriter } from '@lib/tickets';
import { z } from 'zod';
import { colleaguesOn, liveCall, type LiveCall } from './live-call.js';

/** Beyond this nobody on the call knows any more who is speaking. */
const MOST_GUESTS = 3;

@Injectable()
export class CallControlService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly engagements: Engagements,
    private readonly timeline: TimelineWriter,
    private readonly dispatches: Dispatches,
  ) {}

  /** Each answers the ticket's id. Errors: `not-found`, `forbidden` for who is not on it, `conversation-ended`. */
  hold(principal: Principal, id: string): Promise<string> {
    return this.onMine(principal, id, (tx, call) => this.put(tx, call, 'hold'));
  }

  /** Back to the customer, and with everybody who is on the call. */
  resume(principal: Principal, id: string): Promise<string> {
    return this.onMine(principal, id, (tx, call) => this.put(tx, call, 'resume'));
  }

  /** The customer waits with music while the two talk. Errors: also `agent-not-available`, `move-not-allowed`. */
  invite(principal: Principal, id: string, agentId: string): Promise<string> {
    return this.onMine(principal, id, async (tx, call) => {
      const guests = colleaguesOn(call);
      if (guests.some((guest) => guest.agentId === agentId)) return;
      if (guests.length >= MOST_GUESTS) throw new Problem('move-not-allowed', 'Three colleagues are on it');
      const name = await this.requireAvailable(tx, principal, call, agentId);
      await this.put(tx, call, 'hold');
      await this.put(tx, call, 'invite', agentId);
      await this.timeline.event(tx, call.ticketId, 'call.colleague-asked', actorOf(principal), {
        interactionId: call.id,
        toName: name,
      });
    });
  }

  /** The colleague goes, or is rung no more, and the customer is back. Who is not on the call is no error: they have left. */
  dismiss(principal: Principal, id: string, agentId: string): Promise<string> {
    return this.onMine(principal, id, async (tx, call) => {
      if (agentId === principal.agentId) throw new Problem('move-not-allowed', 'End the call instead');
      await this.put(tx, call, 'dismiss', agentId);
      await this.put(tx, call, 'resume');
    });
  }

  /** `kind` in the order of this call's other wishes; asking for what is so already changes nothing. */
  async put(tx: Tx, call: LiveCall, kind: VoiceDispatch['kind'], agentId?: string): Promise<void> {
    const { id: interactionId, callSid } = call;
    await this.dispatches.put(
      tx,
      { channel: 'voice', kind, interactionId, callSid, ...(agentId && { agentId }) },
      { key: `${kind}:${newId()}` },
    );
  }

  /** For whoever has it in hand, as long as it goes on. */
  onMine(principal: Principal, id: string, work: (tx: Tx, call: LiveCall) => Promise<void>): Promise<string> {
    return this.database.transaction(async (tx) => {
      const call = z.uuid().safeParse(id).success ? await liveCall(tx, { id }) : null;
      if (!call) throw new Problem('not-found');
      if (call.agentId !== principal.agentId) {
        const visible = await this.access.visibleTo(principal, [call.ticketId], tx);
        throw new Problem(visible.length > 0 ? 'forbidden' : 'not-found');
      }
      if (call.state !== 'connected' && call.state !== 'held') throw new Problem('conversation-ended');
      await work(tx, call);
      return call.ticketId;
    });
  }

  /** At work, at a console, and with room for a call. Answers their name. */
  private async requireAvailable(
    tx: Tx,
    principal: Principal,
    call: LiveCall,
    agentId: string,
  ): Promise<string> {
    const [colleague] = await tx.query<{ name: string }>(
      `SELECT name FROM agents.agent WHERE id = $1 AND id <> $2 AND disabled_at IS NULL AND state <> 'offline'
         AND EXISTS (SELECT 1 FROM agents.console WHERE console.agent_id = agent.id AND console.expires_at > now())`,
      [agentId, principal.agentId],
    );
    if (!colleague || !(await this.engagements.fits(tx, agentId, call.id, 'voice')))
      throw new Problem('agent-not-available');
    return colleague.name;
  }
}
