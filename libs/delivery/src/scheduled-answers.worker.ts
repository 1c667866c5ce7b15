/** Hears when the time of an answer for later has come. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Timers } from '@lib/bus';
import { SCHEDULED_TIMER, ScheduledAnswersService } from './scheduled-answers.service.js';

@Injectable()
export class ScheduledAnswersWorker implements OnModuleInit {
  constructor(
    private readonly timers: Timers,
    private readonly scheduled: ScheduledAnswersService,
  ) {}

  onModuleInit(): void {
    this.timers.on(SCHEDULED_TIMER, (timer, tx) => this.scheduled.due(tx, timer.key));
  }
}
