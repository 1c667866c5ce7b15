/** A matter in one minute over HTTP, and the facts that nobody should ask for twice. */
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { AddFact, Brief, ChangeFact, Fact, RepeatFact } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { z } from 'zod';
import { BriefReader } from './brief-reader.js';
import { FactsService } from './facts.service.js';

const Facts = z.array(Fact);

@Controller('api/tickets/:id')
export class BriefController {
  constructor(
    private readonly briefs: BriefReader,
    private readonly facts: FactsService,
  ) {}

  @Get('brief')
  @ApiContract({
    summary: 'In one minute: what is wanted, done, left and promised, what was told and what was tried',
    answer: Brief,
  })
  brief(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Brief> {
    return this.briefs.brief(agent, id);
  }

  @Post('facts')
  @ApiContract({
    summary: 'What the customer told, or what was tried',
    body: AddFact,
    answer: Facts,
    status: 201,
  })
  add(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(AddFact)) body: AddFact,
  ): Promise<Fact[]> {
    return this.facts.add(agent, id, body);
  }

  @Patch('facts/:factId')
  @ApiContract({ summary: 'Word it better, or say how it turned out', body: ChangeFact, answer: Facts })
  change(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('factId') factId: string,
    @Body(new ZodPipe(ChangeFact)) body: ChangeFact,
  ): Promise<Fact[]> {
    return this.facts.change(agent, id, factId, body);
  }

  @Delete('facts/:factId')
  @HttpCode(200)
  @ApiContract({ summary: 'Take it off the ticket', answer: Facts })
  remove(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('factId') factId: string,
  ): Promise<Fact[]> {
    return this.facts.remove(agent, id, factId);
  }

  @Post('facts/:factId/repeats')
  @HttpCode(200)
  @ApiContract({
    summary: 'The customer had to say it again; or not, that was a slip',
    body: RepeatFact,
    answer: Facts,
  })
  repeat(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('factId') factId: string,
    @Body(new ZodPipe(RepeatFact)) { by }: RepeatFact,
  ): Promise<Fact[]> {
    return this.facts.repeat(agent, id, factId, by);
  }
}
