/** The matter over HTTP: what was understood and what is behind it, resolving, confirmation, and how the house resolves. */
import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import {
  AnswerConfirmation,
  AnswerUnderstood,
  MatterView,
  Resolving,
  ResolveTicket,
  Ticket,
  WriteBehind,
  WriteResolving,
  WriteUnderstood,
} from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { TicketReader } from '@lib/tickets';
import { ConfirmationService } from './confirmation.service.js';
import { MatterService } from './matter.service.js';
import { ResolvingService } from './resolving.service.js';

@Controller('api')
export class MatterController {
  constructor(
    private readonly matters: MatterService,
    private readonly resolving: ResolvingService,
    private readonly confirmations: ConfirmationService,
    private readonly tickets: TicketReader,
  ) {}

  @Put('tickets/:id/understood')
  @ApiContract({
    summary: 'The problem as understood, in words for the customer',
    body: WriteUnderstood,
    answer: MatterView,
  })
  write(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(WriteUnderstood)) body: WriteUnderstood,
  ): Promise<MatterView> {
    return this.matters.write(agent, id, body.text);
  }

  @Post('tickets/:id/understood/read-back')
  @HttpCode(200)
  @ApiContract({ summary: 'Send it to the customer, in their channel', answer: MatterView })
  readBack(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<MatterView> {
    return this.matters.readBack(agent, id);
  }

  @Post('tickets/:id/understood/answer')
  @HttpCode(200)
  @ApiContract({
    summary: 'What the customer said to it: right, or how it is',
    body: AnswerUnderstood,
    answer: MatterView,
  })
  answer(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(AnswerUnderstood)) body: AnswerUnderstood,
  ): Promise<MatterView> {
    return this.matters.answer(agent, id, body);
  }

  @Put('tickets/:id/behind')
  @ApiContract({ summary: 'What is behind it, for colleagues alone', body: WriteBehind, answer: MatterView })
  behind(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(WriteBehind)) body: WriteBehind,
  ): Promise<MatterView> {
    return this.matters.writeBehind(agent, id, body.text);
  }

  @Post('tickets/:id/resolve')
  @HttpCode(200)
  @ApiContract({
    summary: 'Resolve, with its cause; 409 cause-needed where the house wants one',
    body: ResolveTicket,
    answer: Ticket,
  })
  async resolve(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(ResolveTicket)) body: ResolveTicket,
  ): Promise<Ticket> {
    return this.tickets.view(await this.resolving.resolve(agent, id, body));
  }

  @Post('tickets/:id/confirmation')
  @HttpCode(200)
  @ApiContract({
    summary: 'What the customer told an agent: it works again, or not (then it is open again)',
    body: AnswerConfirmation,
    answer: Ticket,
  })
  async confirm(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(AnswerConfirmation)) body: AnswerConfirmation,
  ): Promise<Ticket> {
    return this.tickets.view(await this.confirmations.byAgent(agent, id, body.works));
  }

  @Get('resolving')
  @ApiContract({ summary: 'How this house resolves: causes and what is asked', answer: Resolving })
  read(@CurrentAgent() _: Principal): Promise<Resolving> {
    return this.resolving.read();
  }

  @Put('admin/resolving')
  @ApiContract({ summary: 'Change how this house resolves', body: WriteResolving, answer: Resolving })
  change(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(WriteResolving)) body: WriteResolving,
  ): Promise<Resolving> {
    return this.resolving.change(agent, body);
  }
}
