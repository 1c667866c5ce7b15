/** A supervisor listens to a call, whispers to its agent, barges in and leaves: decided and shown here, done by the voice channel. */
import { Injectable } from '@nestjs/common';
import { Problem, type ListeningMode, type ListenToCall, type VoiceDispatch } from '@lib/contracts';
import { Dispatches, Outbox } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { newId, type Principal } from '@lib/platform';
import { ListeningRecords, type OpenListening } from './listening.records.js';
import { showCall, SupervisedCalls, type SupervisedCall } from './supervised-call.js';

@Injectable()
export class ListeningService {
  constructor(
    private readonly database: Database,
    private readonly calls: SupervisedCalls,
    private readonly records: ListeningRecords,
    private readonly dispatches: Dispatches,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Answers the ticket's id; asked again on the same call, it changes nothing. What is asked is kept, and shown to the agent,
   * before the carrier hears of it. Errors: `not-found`, `forbidden`, `conversation-ended`, `capacity-full` while on the
   * phone, `move-not-allowed` while listening to another call.
   */
  listen(principal: Principal, interactionId: string, wish: ListenToCall): Promise<string> {
    return this.database.transaction(async (tx) => {
      const call = await this.calls.requireWatched(tx, principal, interactionId);
      const open = await this.records.openOf(tx, principal.agentId);
      if (open?.interactionId === call.id) return call.ticketId;
      if (open) throw new Problem('move-not-allowed', 'You listen to another call');
      await this.requireFreeLine(tx, principal.agentId);
      const row = { id: newId(), interactionId: call.id, ticketId: call.ticketId };
      const who = { supervisorId: principal.agentId, agentId: call.agentId ?? '' };
      await this.records.begin(tx, { ...row, ...who }, wish);
      await this.put(tx, call, 'listen', row.id, { agentId: principal.agentId, listeningId: row.id });
      await showCall(this.outbox, tx, call);
      return call.ticketId;
    });
  }

  /** How I am heard. Errors: also `move-not-allowed` when I am not on the call, or not yet. */
  set(principal: Principal, interactionId: string, mode: ListeningMode): Promise<string> {
    return this.onMine(principal, interactionId, async (tx, call, open) => {
      await this.calls.requireWatched(tx, principal, interactionId);
      if (!open.here) throw new Problem('move-not-allowed', 'Your telephone is still being called');
      await this.put(tx, call, 'set-listening', newId(), { agentId: principal.agentId, mode });
    });
  }

  /** I go; the call goes on. */
  leave(principal: Principal, interactionId: string): Promise<string> {
    return this.onMine(principal, interactionId, (tx, call) =>
      this.put(tx, call, 'stop-listening', newId(), { agentId: principal.agentId }),
    );
  }

  private onMine(
    principal: Principal,
    interactionId: string,
    work: (tx: Tx, call: SupervisedCall, open: OpenListening) => Promise<void>,
  ): Promise<string> {
    return this.database.transaction(async (tx) => {
      const call = await this.calls.requireVisible(tx, principal, interactionId);
      const open = await this.records.openOf(tx, principal.agentId);
      if (open?.interactionId !== call.id)
        throw new Problem(
          principal.role === 'agent' ? 'forbidden' : 'move-not-allowed',
          'You do not listen to this call',
        );
      await work(tx, call, open);
      return call.ticketId;
    });
  }

  private async requireFreeLine(tx: Tx, agentId: string): Promise<void> {
    const [busy] = await tx.query(
      `SELECT 1 FROM agents.engagement WHERE agent_id = $1 AND channel = 'voice' AND state IN ('offered', 'engaged')`,
      [agentId],
    );
    if (busy) throw new Problem('capacity-full', 'You are on the phone');
  }

  private async put(
    tx: Tx,
    { id: interactionId, callSid }: SupervisedCall,
    kind: VoiceDispatch['kind'],
    key: string,
    more: Pick<VoiceDispatch, 'agentId' | 'listeningId' | 'mode'>,
  ): Promise<void> {
    await this.dispatches.put(
      tx,
      { channel: 'voice', kind, interactionId, callSid, ...more },
      // A lane of their own: whatever becomes of this, the agent's wishes never wait for it.
      { key: `${kind}:${key}`, lane: `listening:${more.agentId}` },
    );
  }
}
