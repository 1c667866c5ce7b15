/** A ticket handed over during a call: the colleague who is on the line goes on with the customer, and who gave it away leaves. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EventEnvelope } from '@lib/contracts';
import { Listeners } from '@lib/bus';
import type { Tx } from '@lib/database';
import { CallControlService } from './call-control.service.js';
import { colleaguesOn, liveCall } from './live-call.js';

@Injectable()
export class CallHandOver implements OnModuleInit {
  constructor(
    private readonly listeners: Listeners,
    private readonly control: CallControlService,
  ) {}

  onModuleInit(): void {
    this.listeners.register('delivery.call-handed-over', (event, tx) => this.accepted(tx, event));
  }

  /** Introduced: all three hear each other. Transferred: who gave it leaves, once the customer is back. Heard twice, it changes nothing more. */
  private async accepted(tx: Tx, { data }: EventEnvelope<'hand-over.accepted'>): Promise<void> {
    const call = await liveCall(tx, { ticketId: data.ticketId, agentId: data.from });
    const there =
      call && colleaguesOn(call).some(({ agentId, state }) => agentId === data.to && state === 'present');
    if (!there) return;
    await this.control.put(tx, call, 'resume');
    if (data.kind === 'transfer') await this.control.put(tx, call, 'dismiss', data.from);
  }
}
