/** A held mail over HTTP: one decision per mail. */
import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { DecideStrangerMail, Ticket } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { TicketReader } from '@lib/tickets';
import { StrangerMailService } from './stranger-mail.service.js';

@Controller('api/tickets')
export class StrangerMailsController {
  constructor(
    private readonly strangers: StrangerMailService,
    private readonly tickets: TicketReader,
  ) {}

  @Post(':id/stranger-mails/:noteId')
  @HttpCode(200)
  @ApiContract({
    summary: 'Say what a held mail is: added to the ticket, split off, spam, or waiting again after spam',
    body: DecideStrangerMail,
    answer: Ticket,
  })
  async decide(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('noteId', ParseUUIDPipe) noteId: string,
    @Body(new ZodPipe(DecideStrangerMail)) body: DecideStrangerMail,
  ): Promise<Ticket> {
    return this.tickets.view(await this.strangers.decide(agent, id, noteId, body));
  }
}
