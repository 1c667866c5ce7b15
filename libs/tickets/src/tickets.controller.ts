/** Tickets over HTTP: list, read, open, take, change, note. */
import { Body, Controller, Get, Headers, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ChangeTicket,
  OpenTicket,
  Problem,
  Ticket,
  TicketPage,
  TicketQuery,
  TimelineItem,
  TimelinePage,
  TimelineQuery,
  WriteNote,
} from '@lib/contracts';
import { ApiContract, CurrentAgent, versionIn, ZodPipe, type Principal } from '@lib/platform';
import { NoteWriter } from './note-writer.js';
import { TicketAccess } from './ticket-access.js';
import { TicketCommands } from './ticket-commands.js';
import { TicketOpener } from './ticket-opener.js';
import { TicketReader } from './ticket-reader.js';
import { TimelineReader } from './timeline-reader.js';

@Controller('api/tickets')
export class TicketsController {
  constructor(
    private readonly reader: TicketReader,
    private readonly timeline: TimelineReader,
    private readonly access: TicketAccess,
    private readonly commands: TicketCommands,
    private readonly opener: TicketOpener,
    private readonly notes: NoteWriter,
  ) {}

  @Get()
  @ApiContract({ summary: 'Tickets I may see', query: TicketQuery, answer: TicketPage })
  list(
    @CurrentAgent() agent: Principal,
    @Query(new ZodPipe(TicketQuery)) query: TicketQuery,
  ): Promise<TicketPage> {
    return this.reader.page(agent, query);
  }

  @Post()
  @ApiContract({
    summary: 'Open a ticket for a customer; repeat with the same Idempotency-Key answers the first ticket',
    body: OpenTicket,
    answer: Ticket,
    status: 201,
  })
  async open(
    @CurrentAgent() agent: Principal,
    @Headers('idempotency-key') key: string | undefined,
    @Body(new ZodPipe(OpenTicket)) body: OpenTicket,
  ): Promise<Ticket> {
    return this.reader.view(await this.opener.open(agent, body, key?.slice(0, 200) || null));
  }

  @Get(':id')
  @ApiContract({ summary: 'One ticket, by id or number', answer: Ticket })
  async one(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Ticket> {
    return this.reader.view(await this.access.require(agent, id));
  }

  @Get(':id/timeline')
  @ApiContract({ summary: 'The timeline, newest page first', query: TimelineQuery, answer: TimelinePage })
  async page(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Query(new ZodPipe(TimelineQuery)) query: TimelineQuery,
  ): Promise<TimelinePage> {
    return this.timeline.page(await this.access.require(agent, id), query);
  }

  @Post(':id/take')
  @HttpCode(200)
  @ApiContract({ summary: 'Become the owner of a ticket nobody owns', answer: Ticket })
  async take(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Ticket> {
    return this.reader.view(await this.commands.take(agent, id));
  }

  @Patch(':id')
  @ApiContract({
    summary: 'Change fields; needs If-Match with the version seen',
    body: ChangeTicket,
    answer: Ticket,
  })
  async change(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body(new ZodPipe(ChangeTicket)) body: ChangeTicket,
  ): Promise<Ticket> {
    return this.reader.view(await this.commands.change(agent, id, body, versionIn(ifMatch)));
  }

  @Post(':id/notes')
  @ApiContract({ summary: 'Write an inner note', body: WriteNote, answer: TimelineItem, status: 201 })
  async note(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body(new ZodPipe(WriteNote)) body: WriteNote,
  ): Promise<TimelineItem> {
    const { ticketId, noteId } = await this.notes.write(agent, id, body.text, key?.slice(0, 200) ?? null);
    const [item] = await this.timeline.items(ticketId, [noteId]);
    if (!item) throw new Problem('not-found');
    return item;
  }
}
