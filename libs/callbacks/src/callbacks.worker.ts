/** What moves callbacks on: calls of ours that are over, tickets that are settled, and times that have come. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Listeners, Timers } from '@lib/bus';
import { CALLBACK_TIMER, CallbackService } from './callback.service.js';
import { LostLines } from './lost-lines.js';

@Injectable()
export class CallbacksWorker implements OnModuleInit {
  constructor(
    private readonly listeners: Listeners,
    private readonly timers: Timers,
    private readonly callbacks: CallbackService,
    private readonly lost: LostLines,
  ) {}

  onModuleInit(): void {
    this.listeners.register('callbacks.tried', ({ data }, tx) =>
      this.callbacks.tried(tx, data.ticketId, data.interactionId),
    );
    this.listeners.register('callbacks.settled', ({ data }, tx) => this.callbacks.settled(tx, data.ticketId));
    this.listeners.register('callbacks.lost', ({ data }, tx) => this.lost.begin(tx, data));
    this.timers.on(CALLBACK_TIMER, async (timer, tx) => {
      if (!(await this.lost.ring(tx, timer.key))) await this.callbacks.due(tx, timer.key);
    });
  }
}
