/** Views over HTTP: keep them, read their tickets, count them. */
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ChangeView,
  Problem,
  SavedView,
  SavedViews,
  SaveView,
  TicketsByConditions,
  ViewConditions,
  ViewCount,
  ViewTickets,
  ViewTicketsQuery,
} from '@lib/contracts';
import { ApiContract, CurrentAgent, parseInput, ZodPipe, type Principal } from '@lib/platform';
import { ViewBook } from './view-book.js';
import { ViewReader } from './view-reader.js';

@Controller('api/views')
export class ViewsController {
  constructor(
    private readonly book: ViewBook,
    private readonly reader: ViewReader,
  ) {}

  @Get()
  @ApiContract({ summary: 'My views and those shared with me', answer: SavedViews })
  async list(@CurrentAgent() agent: Principal): Promise<SavedViews> {
    return { items: await this.book.list(agent) };
  }

  @Post()
  @ApiContract({ summary: 'Save a view', body: SaveView, answer: SavedView, status: 201 })
  save(@CurrentAgent() agent: Principal, @Body(new ZodPipe(SaveView)) body: SaveView): Promise<SavedView> {
    return this.book.save(agent, body);
  }

  @Get('tickets')
  @ApiContract({
    summary: 'Tickets by conditions that nobody has saved',
    query: TicketsByConditions,
    answer: ViewTickets,
  })
  byConditions(
    @CurrentAgent() agent: Principal,
    @Query(new ZodPipe(TicketsByConditions)) { conditions, ...query }: TicketsByConditions,
  ): Promise<ViewTickets> {
    return this.reader.page(agent, { conditions: read(conditions), sort: '-updatedAt' }, query);
  }

  @Patch(':id')
  @ApiContract({ summary: 'Change a view of mine', body: ChangeView, answer: SavedView })
  change(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(ChangeView)) body: ChangeView,
  ): Promise<SavedView> {
    return this.book.change(agent, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiContract({ summary: 'Delete a view of mine', status: 204 })
  remove(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<void> {
    return this.book.remove(agent, id);
  }

  @Get(':id/tickets')
  @ApiContract({
    summary: 'The tickets of a view that I may see',
    query: ViewTicketsQuery,
    answer: ViewTickets,
  })
  async tickets(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Query(new ZodPipe(ViewTicketsQuery)) query: ViewTicketsQuery,
  ): Promise<ViewTickets> {
    return this.reader.page(agent, await this.book.one(agent, id), query);
  }

  @Get(':id/count')
  @ApiContract({ summary: 'How many tickets of a view I may see, counted to a thousand', answer: ViewCount })
  async count(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<ViewCount> {
    return this.reader.count(agent, (await this.book.one(agent, id)).conditions);
  }
}

function read(conditions: string): ViewConditions {
  let value: unknown;
  try {
    value = JSON.parse(conditions);
  } catch {
    throw new Problem('invalid-input', undefined, [{ path: 'conditions', message: 'not JSON' }]);
  }
  return parseInput(ViewConditions, value);
}
