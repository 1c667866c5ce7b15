/** A ticket's clocks and promises over HTTP, and how they are set up. */
import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import {
  BusinessCalendar,
  CalendarId,
  CalendarView,
  CancelPromise,
  MakePromise,
  PromiseView,
  SlaPolicies,
  TicketClocks,
} from '@lib/contracts';
import { ApiContract, CurrentAgent, parseInput, ZodPipe, type Principal } from '@lib/platform';
import { TicketAccess } from '@lib/tickets';
import { ClockService } from './clock.service.js';
import { PolicyBook } from './policy-book.js';
import { PromiseService } from './promise.service.js';

@Controller('api')
export class ClocksController {
  constructor(
    private readonly access: TicketAccess,
    private readonly clocks: ClockService,
    private readonly promises: PromiseService,
  ) {}

  @Get('tickets/:id/clocks')
  @ApiContract({ summary: 'The clocks of a ticket as they are now, and its promises', answer: TicketClocks })
  async ofTicket(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<TicketClocks> {
    const ticketId = await this.access.require(agent, id);
    return { clocks: await this.clocks.views(ticketId), promises: await this.promises.views(ticketId) };
  }

  @Post('tickets/:id/promises')
  @ApiContract({
    summary: 'Promise the customer something by a time',
    body: MakePromise,
    answer: PromiseView,
    status: 201,
  })
  promise(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(MakePromise)) body: MakePromise,
  ): Promise<PromiseView> {
    return this.promises.make(agent, id, body);
  }

  @Post('promises/:id/kept')
  @HttpCode(200)
  @ApiContract({ summary: 'It was kept; 409 when it lapsed or was cancelled', answer: PromiseView })
  kept(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<PromiseView> {
    return this.promises.keep(agent, id);
  }

  @Post('promises/:id/cancel')
  @HttpCode(200)
  @ApiContract({ summary: 'Take it back, with a reason', body: CancelPromise, answer: PromiseView })
  cancel(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(CancelPromise)) body: CancelPromise,
  ): Promise<PromiseView> {
    return this.promises.cancel(agent, id, body.reason);
  }
}

@Controller('api/admin')
export class ClocksAdminController {
  constructor(private readonly book: PolicyBook) {}

  @Get('calendars/:id')
  @ApiContract({ summary: 'A business calendar', answer: CalendarView })
  calendar(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<CalendarView> {
    return this.book.calendar(agent, id);
  }

  @Put('calendars/:id')
  @ApiContract({
    summary: 'Make or change a business calendar',
    body: BusinessCalendar,
    answer: CalendarView,
  })
  putCalendar(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(BusinessCalendar)) body: BusinessCalendar,
  ): Promise<CalendarView> {
    return this.book.putCalendar(agent, parseInput(CalendarId, id), body);
  }

  @Get('sla-policies')
  @ApiContract({ summary: 'All policies, in the order in which they are tried', answer: SlaPolicies })
  async policies(@CurrentAgent() agent: Principal): Promise<SlaPolicies> {
    return { items: await this.book.policies(agent) };
  }

  @Put('sla-policies')
  @ApiContract({ summary: 'Change all policies at once', body: SlaPolicies, answer: SlaPolicies })
  async putPolicies(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(SlaPolicies)) body: SlaPolicies,
  ): Promise<SlaPolicies> {
    return { items: await this.book.putPolicies(agent, body.items) };
  }
}
