/** Escalation over HTTP: ask for an expert, and what was asked so far. */
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { Escalate, TicketEscalation } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { EscalationService } from './escalation.service.js';

@Controller('api/tickets')
export class EscalationController {
  constructor(private readonly escalations: EscalationService) {}

  @Post(':id/escalate')
  @HttpCode(200)
  @ApiContract({
    summary: 'Bring an expert of a higher level to the ticket; its owner stays',
    body: Escalate,
    answer: TicketEscalation,
  })
  escalate(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(Escalate)) body: Escalate,
  ): Promise<TicketEscalation> {
    return this.escalations.escalate(agent, id, body);
  }

  @Get(':id/escalation')
  @ApiContract({
    summary: 'Its level, how often it changed hands, and who could help instead of a third move',
    answer: TicketEscalation,
  })
  of(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<TicketEscalation> {
    return this.escalations.of(agent, id);
  }
}
