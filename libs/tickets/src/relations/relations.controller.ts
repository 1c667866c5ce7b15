/** Tickets in relation to each other over HTTP: links, merging, splitting, similar ones, followers. */
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import {
  MakeLink,
  MergePreview,
  MergePreviewQuery,
  MergeTicket,
  ReadUpTo,
  RelatedTickets,
  Relations,
  SplitTicket,
  Ticket,
} from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { TicketReader } from '../ticket-reader.js';
import { FollowersService } from './followers.service.js';
import { LinksService } from './links.service.js';
import { MergeService } from './merge.service.js';
import { RelationsReader } from './relations-reader.js';
import { SplitService } from './split.service.js';

@Controller('api/tickets')
export class RelationsController {
  constructor(
    private readonly reader: RelationsReader,
    private readonly linking: LinksService,
  ) {}

  @Get(':id/links')
  @ApiContract({ summary: 'Linked, merged and split tickets that I may see', answer: Relations })
  links(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Relations> {
    return this.reader.relations(agent, id);
  }

  @Post(':id/links')
  @ApiContract({
    summary: 'Link to another ticket; a circle is refused',
    body: MakeLink,
    answer: Relations,
    status: 201,
  })
  async link(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(MakeLink)) body: MakeLink,
  ): Promise<Relations> {
    return this.reader.relations(agent, await this.linking.make(agent, id, body));
  }

  @Delete(':id/links/:linkId')
  @HttpCode(204)
  @ApiContract({ summary: 'Remove a link, from either end', status: 204 })
  async unlink(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('linkId') linkId: string,
  ): Promise<void> {
    await this.linking.remove(agent, id, linkId);
  }

  @Get(':id/similar')
  @ApiContract({
    summary: 'Open tickets of the same customer that look like the same matter',
    answer: RelatedTickets,
  })
  async similar(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<RelatedTickets> {
    return { items: await this.reader.similar(agent, id) };
  }
}

@Controller('api/tickets')
export class RegroupingController {
  constructor(
    private readonly reader: RelationsReader,
    private readonly merging: MergeService,
    private readonly splitting: SplitService,
    private readonly tickets: TicketReader,
  ) {}

  @Get(':id/merge-preview')
  @ApiContract({ summary: 'What merging would do', query: MergePreviewQuery, answer: MergePreview })
  preview(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Query(new ZodPipe(MergePreviewQuery)) query: MergePreviewQuery,
  ): Promise<MergePreview> {
    return this.reader.mergePreview(agent, id, query.into);
  }

  @Post(':id/merge')
  @HttpCode(200)
  @ApiContract({
    summary: 'Merge into another ticket, which survives with its owner; the old number leads there',
    body: MergeTicket,
    answer: Ticket,
  })
  async merge(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(MergeTicket)) body: MergeTicket,
  ): Promise<Ticket> {
    return this.tickets.view(await this.merging.merge(agent, id, body));
  }

  @Post(':id/merge/undo')
  @HttpCode(200)
  @ApiContract({ summary: 'Undo the merge of this ticket into another', answer: Ticket })
  async undoMerge(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Ticket> {
    return this.tickets.view(await this.merging.undo(agent, id));
  }

  @Post(':id/split')
  @ApiContract({
    summary: 'Give messages, notes and calls a ticket of their own, which is the answer',
    body: SplitTicket,
    answer: Ticket,
    status: 201,
  })
  async split(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(SplitTicket)) body: SplitTicket,
  ): Promise<Ticket> {
    return this.tickets.view(await this.splitting.split(agent, id, body));
  }

  @Post(':id/split/undo')
  @HttpCode(200)
  @ApiContract({
    summary: 'Undo the split that made this ticket; the ticket it came from is the answer',
    answer: Ticket,
  })
  async undoSplit(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Ticket> {
    return this.tickets.view(await this.splitting.undo(agent, id));
  }
}

@Controller('api/tickets')
export class FollowersController {
  constructor(
    private readonly followers: FollowersService,
    private readonly tickets: TicketReader,
  ) {}

  @Put(':id/followers/:agentId')
  @ApiContract({ summary: 'Have an agent follow the ticket: oneself or a colleague', answer: Ticket })
  async follow(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('agentId') agentId: string,
  ): Promise<Ticket> {
    return this.tickets.view(await this.followers.add(agent, id, agentId));
  }

  @Delete(':id/followers/:agentId')
  @HttpCode(204)
  @ApiContract({ summary: 'Have an agent follow the ticket no more', status: 204 })
  async unfollow(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('agentId') agentId: string,
  ): Promise<void> {
    await this.followers.remove(agent, id, agentId);
  }

  @Put(':id/read')
  @HttpCode(204)
  @ApiContract({ summary: 'I have read the timeline up to this number', body: ReadUpTo, status: 204 })
  async read(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(ReadUpTo)) body: ReadUpTo,
  ): Promise<void> {
    await this.followers.readUpTo(agent, id, body.seq);
  }
}
