/** The controls of a call over HTTP: each is a wish; what became of it is pushed when the carrier confirmed it. */
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CallColleague, CallCustomer, CallToQueue, Ticket } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { SteeringService } from '@lib/routing';
import { TicketReader } from '@lib/tickets';
import { CallControlService } from './call-control.service.js';
import { CallOutService } from './call-out.service.js';
import { CallToQueueService } from './call-to-queue.service.js';

@Controller('api/interactions')
export class CallsController {
  constructor(
    private readonly control: CallControlService,
    private readonly toQueue: CallToQueueService,
    private readonly steering: SteeringService,
    private readonly tickets: TicketReader,
  ) {}

  @Post(':id/hold')
  @HttpCode(200)
  @ApiContract({ summary: 'Put the customer of my call on hold, with music', answer: Ticket })
  async hold(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Ticket> {
    return this.tickets.view(await this.control.hold(agent, id));
  }

  @Post(':id/resume')
  @HttpCode(200)
  @ApiContract({ summary: 'Back to the customer, with everybody who is on the call', answer: Ticket })
  async resume(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Ticket> {
    return this.tickets.view(await this.control.resume(agent, id));
  }

  @Post(':id/invite')
  @HttpCode(200)
  @ApiContract({
    summary: 'Ask a colleague into my call; the customer waits with music meanwhile',
    body: CallColleague,
    answer: Ticket,
  })
  async invite(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(CallColleague)) { agentId }: CallColleague,
  ): Promise<Ticket> {
    return this.tickets.view(await this.control.invite(agent, id, agentId));
  }

  @Post(':id/dismiss')
  @HttpCode(200)
  @ApiContract({
    summary: 'Let a colleague go who was asked in, and be with the customer again',
    body: CallColleague,
    answer: Ticket,
  })
  async dismiss(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(CallColleague)) { agentId }: CallColleague,
  ): Promise<Ticket> {
    return this.tickets.view(await this.control.dismiss(agent, id, agentId));
  }

  @Post(':id/to-queue')
  @HttpCode(200)
  @ApiContract({
    summary: 'Let the customer of my call go on in a queue, where they stand since they first waited',
    body: CallToQueue,
    answer: Ticket,
  })
  async move(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(CallToQueue)) body: CallToQueue,
  ): Promise<Ticket> {
    return this.tickets.view(await this.toQueue.move(agent, id, body));
  }

  @Post(':id/take-back')
  @HttpCode(200)
  @ApiContract({
    summary: 'The call I moved into a queue is mine again, as long as it waits',
    answer: Ticket,
  })
  async takeBack(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Ticket> {
    return this.tickets.view(await this.steering.takeBack(agent, id));
  }
}

@Controller('api/tickets')
export class TicketCallsController {
  constructor(
    private readonly out: CallOutService,
    private readonly tickets: TicketReader,
  ) {}

  @Post(':id/calls')
  @HttpCode(200)
  @ApiContract({
    summary: 'Call the customer: my phone rings, then theirs; the same clientId calls once',
    body: CallCustomer,
    answer: Ticket,
  })
  async call(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(CallCustomer)) body: CallCustomer,
  ): Promise<Ticket> {
    return this.tickets.view(await this.out.call(agent, id, body));
  }
}
