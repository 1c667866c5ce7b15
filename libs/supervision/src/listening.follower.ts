/** Keeps each listening as the carrier says it stands, and lowers a hand that was answered or whose call is over. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EventEnvelope } from '@lib/contracts';
import { Dispatches, Listeners, Outbox } from '@lib/bus';
import type { Tx } from '@lib/database';
import { HandRecords } from './hand.records.js';
import { ListeningRecords, type OpenListening } from './listening.records.js';
import { stepsOf } from './listening-steps.js';
import { isLive, showCall, SupervisedCalls, type SupervisedCall } from './supervised-call.js';

type Heard = EventEnvelope<'call.changed' | 'call.listening-failed' | 'interaction.ended'>;

@Injectable()
export class ListeningFollower implements OnModuleInit {
  constructor(
    private readonly listeners: Listeners,
    private readonly calls: SupervisedCalls,
    private readonly records: ListeningRecords,
    private readonly hands: HandRecords,
    private readonly dispatches: Dispatches,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.listeners.register('supervision.calls', (event, tx) => this.heard(tx, event));
  }

  private async heard(tx: Tx, event: Heard): Promise<void> {
    const call = await this.calls.lock(tx, event.data.interactionId);
    if (!call) return;
    const open = await this.records.openOn(tx, call.id);
    for (const listening of open) await this.follow(tx, call, listening);
    if (event.name === 'call.listening-failed')
      await this.refused(tx, call, event as EventEnvelope<'call.listening-failed'>);
    const over = !isLive(call) && (await this.hands.lower(tx, call.id));
    if (open.length > 0 || over) await showCall(this.outbox, tx, call);
  }

  /** Looks at the call as it stands now, so that it does not matter how often or in which order this is heard. */
  private async follow(tx: Tx, call: SupervisedCall, listening: OpenListening): Promise<void> {
    const steps = stepsOf(listening, call);
    for (const { step, reason } of steps) await this.records.add(tx, listening.id, step, reason);
    const came = steps.some(({ step }) => step === 'here');
    if (came && listening.purpose === 'help-asked') await this.hands.lower(tx, call.id);
    const ended = steps.some(({ step }) => step === 'left' || step === 'failed');
    if (!ended && isLive(call) && call.agentId !== listening.agentId)
      await this.sendAway(tx, call, listening);
  }

  /** They listen to one colleague for one purpose; whose call it has become was told of neither. */
  private async sendAway(tx: Tx, call: SupervisedCall, { id, supervisorId }: OpenListening): Promise<void> {
    if (call.agentId === supervisorId) return;
    await this.dispatches.put(
      tx,
      {
        channel: 'voice',
        kind: 'stop-listening',
        interactionId: call.id,
        callSid: call.callSid,
        agentId: supervisorId,
      },
      { key: `stop-listening:${id}`, lane: `listening:${supervisorId}` },
    );
  }

  private async refused(
    tx: Tx,
    call: SupervisedCall,
    { data: { agentId, reason } }: EventEnvelope<'call.listening-failed'>,
  ): Promise<void> {
    const open = (await this.records.openOn(tx, call.id)).find(
      ({ supervisorId }) => supervisorId === agentId,
    );
    if (!open) return;
    const gone = reason === 'line-gone' || reason === 'call-over';
    if (!open.here) await this.records.add(tx, open.id, 'failed', reason);
    else if (gone) await this.records.add(tx, open.id, 'left', reason);
    else await this.records.add(tx, open.id, 'refused', reason);
  }
}
