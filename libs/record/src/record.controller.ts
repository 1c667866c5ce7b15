/** What is written on a ticket, over HTTP: its record as a whole, the plan, the tags. */
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import {
  ChangePlanStep,
  Plan,
  PlanAnswer,
  PlanQuery,
  SetTags,
  TagList,
  TagQuery,
  TicketRecord,
  WritePlanStep,
  type CustomerPlan,
} from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { PlanService } from './plan.service.js';
import { RecordReader } from './record-reader.js';
import { TagsService } from './tags.service.js';

@Controller('api')
export class RecordController {
  constructor(
    private readonly records: RecordReader,
    private readonly plans: PlanService,
    private readonly tagging: TagsService,
  ) {}

  @Get('tickets/:id/record')
  @ApiContract({ summary: 'What is written on a ticket besides its conversation', answer: TicketRecord })
  record(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<TicketRecord> {
    return this.records.record(agent, id);
  }

  @Get('tickets/:id/plan')
  @ApiContract({
    summary: 'The plan, in the words of colleagues or as the customer may read it',
    query: PlanQuery,
    answer: PlanAnswer,
  })
  plan(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Query(new ZodPipe(PlanQuery)) { audience }: PlanQuery,
  ): Promise<Plan | CustomerPlan> {
    return this.plans.forAudience(agent, id, audience);
  }

  @Post('tickets/:id/plan')
  @ApiContract({
    summary: 'Add a step; 422 when its wording for the customer holds inner words',
    body: WritePlanStep,
    answer: Plan,
    status: 201,
  })
  addStep(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(WritePlanStep)) body: WritePlanStep,
  ): Promise<Plan> {
    return this.plans.add(agent, id, body);
  }

  @Patch('tickets/:id/plan/:stepId')
  @ApiContract({
    summary: 'Change a step: its words, state, owner, time or place',
    body: ChangePlanStep,
    answer: Plan,
  })
  changeStep(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('stepId') stepId: string,
    @Body(new ZodPipe(ChangePlanStep)) body: ChangePlanStep,
  ): Promise<Plan> {
    return this.plans.change(agent, id, stepId, body);
  }

  @Delete('tickets/:id/plan/:stepId')
  @HttpCode(200)
  @ApiContract({ summary: 'Take a step out of the plan', answer: Plan })
  removeStep(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('stepId') stepId: string,
  ): Promise<Plan> {
    return this.plans.remove(agent, id, stepId);
  }

  @Put('tickets/:id/tags')
  @ApiContract({ summary: 'Set all tags of a ticket', body: SetTags, answer: SetTags })
  async setTags(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(SetTags)) body: SetTags,
  ): Promise<SetTags> {
    return { tags: await this.tagging.set(agent, id, body) };
  }

  @Get('tags')
  @ApiContract({ summary: 'Tags in use, the most used first', query: TagQuery, answer: TagList })
  tags(@CurrentAgent() _: Principal, @Query(new ZodPipe(TagQuery)) { q }: TagQuery): Promise<TagList> {
    return this.tagging.inUse(q);
  }
}
