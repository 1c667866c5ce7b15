/** After the priority table was edited: applies it to the open tickets, part by part. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Timers } from '@lib/bus';
import { APPLY_PRIORITIES, PriorityTableService } from './priority-table.js';

@Injectable()
export class PriorityTableWorker implements OnModuleInit {
  constructor(
    private readonly timers: Timers,
    private readonly priorities: PriorityTableService,
  ) {}

  onModuleInit(): void {
    this.timers.on(APPLY_PRIORITIES, (timer, tx) => this.priorities.applyPart(tx, timer.payload['after']));
  }
}
