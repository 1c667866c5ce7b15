/** Answering a hand-over: accept, decline with a reason, or take it back. */
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { DeclineHandOver, Ticket } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { TicketReader } from '@lib/tickets';
import { HandOverService } from './hand-over.service.js';

@Controller('api/hand-overs')
export class HandOversController {
  constructor(
    private readonly handOvers: HandOverService,
    private readonly tickets: TicketReader,
  ) {}

  @Post(':id/accept')
  @HttpCode(200)
  @ApiContract({
    summary: 'Accept: the ticket is yours, unless it was a consult; 409 when over',
    answer: Ticket,
  })
  async accept(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Ticket> {
    return this.tickets.view(await this.handOvers.accept(agent, id));
  }

  /** Nothing to answer with: who declines may not see the ticket any more. */
  @Post(':id/decline')
  @HttpCode(204)
  @ApiContract({ summary: 'Decline, with a reason for the colleague', body: DeclineHandOver, status: 204 })
  async decline(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(DeclineHandOver)) body: DeclineHandOver,
  ): Promise<void> {
    await this.handOvers.decline(agent, id, body.reason);
  }

  @Post(':id/withdraw')
  @HttpCode(200)
  @ApiContract({ summary: 'Take a hand-over back before it is answered', answer: Ticket })
  async withdraw(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Ticket> {
    return this.tickets.view(await this.handOvers.withdraw(agent, id));
  }
}
