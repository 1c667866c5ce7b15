/** A swarm over HTTP: call it, join, refuse, leave. */
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CallSwarm, DeclineSwarm, Ticket } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { TicketReader } from '../ticket-reader.js';
import { SwarmService } from './swarm.service.js';

@Controller('api/tickets/:id/swarm')
export class SwarmController {
  constructor(
    private readonly swarms: SwarmService,
    private readonly tickets: TicketReader,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiContract({
    summary: 'Ask people by name or by skill to look at it now; the ticket and its owner stay',
    body: CallSwarm,
    answer: Ticket,
  })
  async call(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(CallSwarm)) body: CallSwarm,
  ): Promise<Ticket> {
    return this.tickets.view(await this.swarms.call(agent, id, body));
  }

  @Post('accept')
  @HttpCode(200)
  @ApiContract({ summary: 'Join the swarm; 409 when not asked', answer: Ticket })
  async accept(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Ticket> {
    return this.tickets.view(await this.swarms.accept(agent, id));
  }

  /** Nothing to answer with: who declines may not see the ticket any more. */
  @Post('decline')
  @HttpCode(204)
  @ApiContract({ summary: 'Not now, perhaps with a reason', body: DeclineSwarm, status: 204 })
  async decline(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(DeclineSwarm)) body: DeclineSwarm,
  ): Promise<void> {
    await this.swarms.decline(agent, id, body);
  }

  @Post('leave')
  @HttpCode(204)
  @ApiContract({ summary: 'Leave the swarm', status: 204 })
  async leave(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<void> {
    await this.swarms.leave(agent, id);
  }
}
