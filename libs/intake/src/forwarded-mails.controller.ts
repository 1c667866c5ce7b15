/** The question who wrote a mail that was passed on, over HTTP: one answer per mail. */
import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { DecideForwardedMail, Ticket } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { TicketReader } from '@lib/tickets';
import { ForwardedMailService } from './forwarded-mail.service.js';

@Controller('api/tickets')
export class ForwardedMailsController {
  constructor(
    private readonly forwarded: ForwardedMailService,
    private readonly tickets: TicketReader,
  ) {}

  @Post(':id/forwarded-mails/:noteId')
  @HttpCode(200)
  @ApiContract({
    summary:
      'Say who wrote a mail that a colleague passed on: a customer by address, or nobody but the colleague',
    body: DecideForwardedMail,
    answer: Ticket,
  })
  async decide(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('noteId', ParseUUIDPipe) noteId: string,
    @Body(new ZodPipe(DecideForwardedMail)) body: DecideForwardedMail,
  ): Promise<Ticket> {
    return this.tickets.view(await this.forwarded.decide(agent, id, noteId, body));
  }
}
