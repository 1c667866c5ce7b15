/** Macros over HTTP: the list, their editing, and their use on a ticket. */
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { Macro, MacroList, MacroPreview, MacroUse, Ticket, WriteMacro } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { MacroBook } from './macro-book.js';
import { MacroUseService } from './macro-use.service.js';

@Controller('api')
export class MacrosController {
  constructor(
    private readonly book: MacroBook,
    private readonly uses: MacroUseService,
  ) {}

  @Get('macros')
  @ApiContract({ summary: 'My own macros and those of the house', answer: MacroList })
  async list(@CurrentAgent() agent: Principal): Promise<MacroList> {
    return { items: await this.book.all(agent) };
  }

  @Post('macros')
  @ApiContract({
    summary: 'Write a macro; 400 names unknown variables, shared ones are for supervisors and admins',
    body: WriteMacro,
    answer: Macro,
    status: 201,
  })
  add(@CurrentAgent() agent: Principal, @Body(new ZodPipe(WriteMacro)) body: WriteMacro): Promise<Macro> {
    return this.book.add(agent, body);
  }

  @Put('macros/:id')
  @ApiContract({ summary: 'Change a macro', body: WriteMacro, answer: Macro })
  change(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(WriteMacro)) body: WriteMacro,
  ): Promise<Macro> {
    return this.book.change(agent, id, body);
  }

  @Delete('macros/:id')
  @HttpCode(204)
  @ApiContract({ summary: 'Archive a macro', status: 204 })
  async archive(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<void> {
    await this.book.archive(agent, id);
  }

  @Get('tickets/:id/macros/:macroId')
  @ApiContract({ summary: 'What a macro would say and change on this ticket', answer: MacroPreview })
  preview(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('macroId') macroId: string,
  ): Promise<MacroPreview> {
    return this.uses.preview(agent, id, macroId);
  }

  @Post('tickets/:id/macros/:macroId')
  @HttpCode(200)
  @ApiContract({ summary: 'Make its changes and answer its text; nothing is sent', answer: MacroUse })
  use(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('macroId') macroId: string,
  ): Promise<MacroUse> {
    return this.uses.use(agent, id, macroId);
  }

  @Post('tickets/:id/macro-uses/:useId/undo')
  @HttpCode(200)
  @ApiContract({ summary: 'Take back what a macro changed, once', answer: Ticket })
  undo(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('useId') useId: string,
  ): Promise<Ticket> {
    return this.uses.undo(agent, id, useId);
  }
}
