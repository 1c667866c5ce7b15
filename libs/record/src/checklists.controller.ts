/** Checklists over HTTP: the team's question sets, and the items of a ticket. */
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import {
  AddChecklistItems,
  Checklist,
  ChecklistItem,
  ChecklistList,
  TickChecklistItem,
  WriteChecklist,
} from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { z } from 'zod';
import { ChecklistsService } from './checklists.service.js';

const Items = z.array(ChecklistItem);

@Controller('api')
export class ChecklistsController {
  constructor(private readonly checklists: ChecklistsService) {}

  @Get('checklists')
  @ApiContract({ summary: 'The question sets of the team', answer: ChecklistList })
  async list(@CurrentAgent() _: Principal): Promise<ChecklistList> {
    return { items: await this.checklists.all() };
  }

  @Post('checklists')
  @ApiContract({ summary: 'Write a question set', body: WriteChecklist, answer: Checklist, status: 201 })
  add(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(WriteChecklist)) body: WriteChecklist,
  ): Promise<Checklist> {
    return this.checklists.add(agent, body);
  }

  @Put('checklists/:id')
  @ApiContract({ summary: 'Change a question set', body: WriteChecklist, answer: Checklist })
  change(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(WriteChecklist)) body: WriteChecklist,
  ): Promise<Checklist> {
    return this.checklists.change(agent, id, body);
  }

  @Delete('checklists/:id')
  @HttpCode(204)
  @ApiContract({ summary: 'Archive a question set', status: 204 })
  async archive(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<void> {
    await this.checklists.archive(agent, id);
  }

  @Post('tickets/:id/checklist')
  @HttpCode(200)
  @ApiContract({
    summary: 'Add the items of a set, or items of one’s own',
    body: AddChecklistItems,
    answer: Items,
  })
  addItems(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(AddChecklistItems)) body: AddChecklistItems,
  ): Promise<ChecklistItem[]> {
    return this.checklists.addItems(agent, id, body);
  }

  @Put('tickets/:id/checklist/:itemId')
  @ApiContract({
    summary: 'Tick an item or take the tick away, with what was answered',
    body: TickChecklistItem,
    answer: Items,
  })
  tick(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('itemId') itemId: string,
    @Body(new ZodPipe(TickChecklistItem)) body: TickChecklistItem,
  ): Promise<ChecklistItem[]> {
    return this.checklists.tick(agent, id, itemId, body);
  }

  @Delete('tickets/:id/checklist/:itemId')
  @HttpCode(200)
  @ApiContract({ summary: 'Take an item off the ticket', answer: Items })
  remove(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('itemId') itemId: string,
  ): Promise<ChecklistItem[]> {
    return this.checklists.remove(agent, id, itemId);
  }
}
