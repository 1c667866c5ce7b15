/** Drafts over HTTP: one's own, and who else has begun to write. */
import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { Draft, Drafts, WriteDraft } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { DraftsService } from './drafts.service.js';

@Controller('api/tickets')
export class DraftsController {
  constructor(private readonly drafts: DraftsService) {}

  @Get(':id/drafts')
  @ApiContract({ summary: 'My drafts on a ticket, and who else writes an answer', answer: Drafts })
  list(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Drafts> {
    return this.drafts.of(agent, id);
  }

  @Put(':id/drafts')
  @ApiContract({
    summary: 'Keep what I write; 412 when another of my windows has written on or sent it',
    body: WriteDraft,
    answer: Draft,
  })
  write(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(WriteDraft)) body: WriteDraft,
  ): Promise<Draft> {
    return this.drafts.write(agent, id, body);
  }
}
