/** A ticket's clocks and promises over HTTP, and how they are set up. */
import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import {
  BusinessCalendar,
  CalendarPreview,
  Calendars,
  CalendarId,
  CalendarView,
  CancelPromise,
  MakePromise,
  PreviewCalendar,
  PromiseView,
  RenewPromise,
  SlaPolicies,
  TicketClocks,
  TimeSettings,
} from '@lib/contracts';
import { ApiContract, CurrentAgent, parseInput, ZodPipe, type Principal } from '@lib/platform';
import { TicketAccess } from '@lib/tickets';
import { AlarmService } from './alarm.service.js';
import { ClockService } from './clock.service.js';
import { PolicyBook } from './policy-book.js';
import { PromiseService } from './promise.service.js';
import { TimeSettingsBook } from './time-settings.js';

@Controller('api')
export class ClocksController {
  constructor(
    private readonly access: TicketAccess,
    private readonly clocks: ClockService,
    private readonly promises: PromiseService,
    private readonly alarms: AlarmService,
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

  @Post('promises/:id/take-back')
  @HttpCode(200)
  @ApiContract({
    summary: 'As if it had never been made: what it renewed is as it was; 409 when its maker waited too long',
    body: CancelPromise,
    answer: PromiseView,
  })
  takeBack(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(CancelPromise)) body: CancelPromise,
  ): Promise<PromiseView> {
    return this.promises.takeBack(agent, id, body.reason);
  }

  @Post('promises/:id/renew')
  @ApiContract({
    summary: 'Promise anew in its place; answers the new promise; 409 when it was kept, renewed or cancelled',
    body: RenewPromise,
    answer: PromiseView,
    status: 201,
  })
  renew(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(RenewPromise)) body: RenewPromise,
  ): Promise<PromiseView> {
    return this.promises.renew(agent, id, body);
  }

  @Post('alarms/:id/seen')
  @HttpCode(204)
  @ApiContract({ summary: 'I have looked at what I was told of a lapsed promise', status: 204 })
  async seen(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<void> {
    await this.alarms.seen(agent, id);
  }
}

@Controller('api/admin')
export class ClocksAdminController {
  constructor(
    private readonly book: PolicyBook,
    private readonly settings: TimeSettingsBook,
  ) {}

  @Get('time-settings')
  @ApiContract({ summary: 'Leads of promises, and what an hour of work costs', answer: TimeSettings })
  timeSettings(@CurrentAgent() agent: Principal): Promise<TimeSettings> {
    return this.settings.show(agent);
  }

  @Put('time-settings')
  @ApiContract({
    summary: 'Change them; they rule what is set from now on',
    body: TimeSettings,
    answer: TimeSettings,
  })
  putTimeSettings(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(TimeSettings)) body: TimeSettings,
  ): Promise<TimeSettings> {
    return this.settings.put(agent, body);
  }

  @Get('calendars')
  @ApiContract({ summary: 'All business calendars, by name', answer: Calendars })
  async calendars(@CurrentAgent() agent: Principal): Promise<Calendars> {
    return { items: await this.book.calendars(agent) };
  }

  @Post('calendars/preview')
  @HttpCode(200)
  @ApiContract({
    summary: 'The next openings of a calendar that is not kept yet, and its days of another length',
    body: PreviewCalendar,
    answer: CalendarPreview,
  })
  preview(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(PreviewCalendar)) body: BusinessCalendar,
  ): CalendarPreview {
    return this.book.preview(agent, body);
  }

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
