/** Wrap-up ends by a durable timer, whether or not the agent's tab is still open. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Timers } from '@lib/bus';
import { WrapUps } from './wrap-ups.js';

@Injectable()
export class WrapUpWorker implements OnModuleInit {
  constructor(
    private readonly timers: Timers,
    private readonly wrapUps: WrapUps,
  ) {}

  onModuleInit(): void {
    this.timers.on('wrap-up', (timer, tx) => this.wrapUps.runOut(tx, timer.key));
  }
}
