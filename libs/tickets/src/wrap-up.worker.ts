/** Wrap-up ends by a durable timer, whether or not the agent's tab is still open. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Timers } from '@lib/bus';
import { InteractionService } from './interaction.service.js';

@Injectable()
export class WrapUpWorker implements OnModuleInit {
  constructor(
    private readonly timers: Timers,
    private readonly interactions: InteractionService,
  ) {}

  onModuleInit(): void {
    this.timers.on('wrap-up', (timer, tx) =>
      this.interactions.completeWrapUp(tx, timer.key, { kind: 'system', id: null }),
    );
  }
}
