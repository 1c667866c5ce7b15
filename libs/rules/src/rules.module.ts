/** Services of the rules room, its HTTP side, and what wakes and runs rules. */
import { Module } from '@nestjs/common';
import { KitchenApiModule } from '@lib/kitchen';
import { RecordModule } from '@lib/record';
import { DryRuns } from './dry-run.js';
import { RuleFactsReader } from './facts-reader.js';
import { MailGate } from './mail-gate.js';
import { RuleActs } from './rule-acts.js';
import { RuleBook } from './rule-book.js';
import { RuleCheck } from './rule-check.js';
import { RuleHearing } from './rule-hearing.js';
import { RuleLog } from './rule-log.js';
import { RuleRunner } from './rule-runner.js';
import { RuleRuns } from './rule-runs.js';
import { RuleTexts } from './rule-texts.js';
import { RuleValues } from './rule-values.js';
import { RulesController } from './rules.controller.js';
import { RulesWorker } from './rules.worker.js';
import { TimeRules } from './time-rules.js';

/** What both sides stand on. */
const shared = [RuleFactsReader, RuleLog, TimeRules];

@Module({ providers: shared, exports: shared })
export class RulesModule {}

@Module({
  imports: [RulesModule, RecordModule, KitchenApiModule],
  providers: [RuleBook, RuleCheck, RuleRuns, DryRuns],
  controllers: [RulesController],
})
export class RulesApiModule {}

@Module({
  imports: [RulesModule, RecordModule],
  providers: [RuleHearing, RuleRunner, RuleActs, RuleTexts, RuleValues, MailGate, RulesWorker],
})
export class RulesWorkerModule {}
