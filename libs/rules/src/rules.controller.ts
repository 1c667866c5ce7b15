/** Rules over HTTP, for admins: writing and ordering them, trying them on past tickets, and reading what they did. */
import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import {
  DryRun,
  DryRunResult,
  OrderRules,
  Problem,
  Rule,
  RuleChangeList,
  RuleList,
  RuleRunList,
  RuleRunQuery,
  SavedRule,
  SwitchRule,
  WriteRule,
} from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { DryRuns } from './dry-run.js';
import { RuleBook } from './rule-book.js';
import { RuleRuns } from './rule-runs.js';

@Controller('api/admin/rules')
export class RulesController {
  constructor(
    private readonly book: RuleBook,
    private readonly runs: RuleRuns,
    private readonly dryRuns: DryRuns,
  ) {}

  @Get()
  @ApiContract({ summary: 'The rules in the order in which they act', answer: RuleList })
  async list(@CurrentAgent() agent: Principal): Promise<RuleList> {
    return { items: await this.book.all(agent) };
  }

  @Post()
  @ApiContract({
    summary: 'Write a rule; 422 names words of its texts that tell of the inside',
    body: WriteRule,
    answer: SavedRule,
    status: 201,
  })
  add(@CurrentAgent() agent: Principal, @Body(new ZodPipe(WriteRule)) body: WriteRule): Promise<SavedRule> {
    return this.book.add(agent, body);
  }

  @Put('order')
  @ApiContract({ summary: 'Their order, every rule named once', body: OrderRules, answer: RuleList })
  async order(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(OrderRules)) { ids }: OrderRules,
  ): Promise<RuleList> {
    return { items: await this.book.order(agent, ids) };
  }

  @Post('dry-run')
  @HttpCode(200)
  @ApiContract({
    summary:
      'What a rule nobody has saved would have matched among the newest tickets, and why; changes nothing',
    body: DryRun,
    answer: DryRunResult,
  })
  dryRun(@CurrentAgent() agent: Principal, @Body(new ZodPipe(DryRun)) body: DryRun): Promise<DryRunResult> {
    return this.dryRuns.run(agent, body);
  }

  @Get('runs')
  @ApiContract({ summary: 'What rules did and why, newest first', query: RuleRunQuery, answer: RuleRunList })
  log(
    @CurrentAgent() agent: Principal,
    @Query(new ZodPipe(RuleRunQuery)) query: RuleRunQuery,
  ): Promise<RuleRunList> {
    return this.runs.page(agent, query);
  }

  @Post('stops/seen')
  @HttpCode(204)
  @ApiContract({ summary: 'The stops of the loop guard were seen', status: 204 })
  seen(@CurrentAgent() agent: Principal): Promise<void> {
    return this.runs.seeStops(agent);
  }

  @Put(':id')
  @ApiContract({ summary: 'Change a rule (If-Match: its version)', body: WriteRule, answer: SavedRule })
  change(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Headers('if-match') version: string | undefined,
    @Body(new ZodPipe(WriteRule)) body: WriteRule,
  ): Promise<SavedRule> {
    if (!version || !/^\d{1,9}$/.test(version)) throw new Problem('version-required');
    return this.book.change(agent, id, Number(version), body);
  }

  @Put(':id/active')
  @ApiContract({ summary: 'Switch a rule on or off', body: SwitchRule, answer: Rule })
  switch(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(SwitchRule)) { active }: SwitchRule,
  ): Promise<Rule> {
    return this.book.switch(agent, id, active);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiContract({ summary: 'Archive a rule', status: 204 })
  archive(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<void> {
    return this.book.archive(agent, id);
  }

  @Post(':id/restore')
  @HttpCode(200)
  @ApiContract({ summary: 'Take back an archived rule; it is switched off', answer: Rule })
  restore(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Rule> {
    return this.book.restore(agent, id);
  }

  @Get(':id/changes')
  @ApiContract({ summary: 'Who changed the rule and when', answer: RuleChangeList })
  async changes(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<RuleChangeList> {
    return { items: await this.book.changes(agent, id) };
  }
}
