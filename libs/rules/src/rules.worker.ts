/** What wakes rules: events of tickets, and timers that have come. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Listeners, Timers } from '@lib/bus';
import { RuleHearing } from './rule-hearing.js';
import { RuleRunner } from './rule-runner.js';
import { BEGIN_TIME_RULE, TIME_RULE, TimeRules } from './time-rules.js';

@Injectable()
export class RulesWorker implements OnModuleInit {
  constructor(
    private readonly listeners: Listeners,
    private readonly timers: Timers,
    private readonly hearing: RuleHearing,
    private readonly times: TimeRules,
    private readonly runner: RuleRunner,
  ) {}

  onModuleInit(): void {
    this.listeners.registerBatch('rules.ticket', async (events, tx) => {
      if (await this.hearing.hear(tx, events)) tx.afterCommit(() => this.runner.poke());
    });
    this.timers.on(TIME_RULE, async (timer, tx) => {
      if (await this.times.due(tx, timer)) tx.afterCommit(() => this.runner.poke());
    });
    this.timers.on(BEGIN_TIME_RULE, ({ key, payload }, tx) =>
      this.times.beginPart(tx, key, payload['after']),
    );
  }
}
