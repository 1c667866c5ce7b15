/** Callbacks over HTTP: arranged for later, done without, taken back. */
import { Body, Controller, Delete, HttpCode, Param, Post } from '@nestjs/common';
import { ArrangeCallback, Ticket } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { TicketReader } from '@lib/tickets';
import { ArrangedCallbacks } from './arranged-callbacks.js';

@Controller('api/tickets')
export class CallbacksController {
  constructor(
    private readonly arranged: ArrangedCallbacks,
    private readonly tickets: TicketReader,
  ) {}

  @Post(':id/callback')
  @HttpCode(200)
  @ApiContract({
    summary: 'Call the customer back later: promised to them, and in line when its time comes',
    body: ArrangeCallback,
    answer: Ticket,
  })
  async arrange(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(ArrangeCallback)) body: ArrangeCallback,
  ): Promise<Ticket> {
    return this.tickets.view(await this.arranged.arrange(agent, id, body));
  }

  @Delete(':id/callback')
  @HttpCode(200)
  @ApiContract({ summary: 'Not to be called back after all', answer: Ticket })
  async cancel(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Ticket> {
    return this.tickets.view(await this.arranged.cancel(agent, id));
  }

  @Post(':id/callback/restore')
  @HttpCode(200)
  @ApiContract({
    summary: 'The callback that was cancelled a moment ago stands where it stood',
    answer: Ticket,
  })
  async restore(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Ticket> {
    return this.tickets.view(await this.arranged.restore(agent, id));
  }
}
