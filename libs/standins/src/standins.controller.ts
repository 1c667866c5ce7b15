/** Stand-ins over HTTP: who answers for an absent owner, and by which hours colleagues work. */
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { Introduction, NameStandIn, Ticket, WorkingHours } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { TicketReader } from '@lib/tickets';
import { StandInCommands } from './stand-in-commands.js';
import { WorkingHoursService } from './working-hours.js';

@Controller('api')
export class StandInsController {
  constructor(
    private readonly commands: StandInCommands,
    private readonly hours: WorkingHoursService,
    private readonly tickets: TicketReader,
  ) {}

  @Put('tickets/:id/stand-in')
  @ApiContract({
    summary: 'Name who stands in on this ticket (owner or supervisor); the owner stays',
    body: NameStandIn,
    answer: Ticket,
  })
  async name(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(NameStandIn)) body: NameStandIn,
  ): Promise<Ticket> {
    return this.tickets.view(await this.commands.name(agent, id, body));
  }

  @Delete('tickets/:id/stand-in')
  @ApiContract({
    summary: 'Take back who was named; an absent owner gets another by the rule',
    answer: Ticket,
  })
  async withdraw(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Ticket> {
    return this.tickets.view(await this.commands.withdraw(agent, id));
  }

  @Get('tickets/:id/stand-in/introduction')
  @ApiContract({
    summary: 'How the stand-in introduces themselves to the customer, in their language',
    answer: Introduction,
  })
  introduction(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Introduction> {
    return this.commands.introduction(agent, id);
  }

  @Post('tickets/:id/hand-back/seen')
  @HttpCode(200)
  @ApiContract({ summary: 'The owner has read what happened meanwhile', answer: Ticket })
  async seen(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Ticket> {
    return this.tickets.view(await this.commands.seen(agent, id));
  }

  @Put('agents/:id/working-hours')
  @ApiContract({
    summary: 'By which business calendar a colleague works (supervisor)',
    body: WorkingHours,
    answer: WorkingHours,
  })
  setHours(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(WorkingHours)) body: WorkingHours,
  ): Promise<WorkingHours> {
    return this.hours.set(agent, id, body);
  }
}
