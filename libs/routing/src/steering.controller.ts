/** What a supervisor does to waiting items, over HTTP. */
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { AskColleague, MoveWaiting, TakeOver, Ticket } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { TicketReader } from '@lib/tickets';
import { SteeringService } from './steering.service.js';

@Controller('api/waiting')
export class SteeringController {
  constructor(
    private readonly steering: SteeringService,
    private readonly tickets: TicketReader,
  ) {}

  @Post(':interactionId/ask')
  @HttpCode(200)
  @ApiContract({ summary: 'Ask this colleague next (supervisor)', body: AskColleague, answer: Ticket })
  async ask(
    @CurrentAgent() agent: Principal,
    @Param('interactionId') id: string,
    @Body(new ZodPipe(AskColleague)) body: AskColleague,
  ): Promise<Ticket> {
    return this.tickets.view(await this.steering.ask(agent, id, body));
  }

  @Post(':interactionId/move')
  @HttpCode(200)
  @ApiContract({
    summary: 'Let it wait in another queue; only what nobody owns (supervisor)',
    body: MoveWaiting,
    answer: Ticket,
  })
  async move(
    @CurrentAgent() agent: Principal,
    @Param('interactionId') id: string,
    @Body(new ZodPipe(MoveWaiting)) body: MoveWaiting,
  ): Promise<Ticket> {
    return this.tickets.view(await this.steering.move(agent, id, body));
  }

  @Post(':interactionId/take-over')
  @HttpCode(200)
  @ApiContract({ summary: 'Answer it oneself, at once (supervisor)', body: TakeOver, answer: Ticket })
  async takeOver(
    @CurrentAgent() agent: Principal,
    @Param('interactionId') id: string,
    @Body(new ZodPipe(TakeOver)) body: TakeOver,
  ): Promise<Ticket> {
    return this.tickets.view(await this.steering.takeOver(agent, id, body));
  }
}
