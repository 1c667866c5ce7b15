/** An invitation over HTTP: one press per answer. */
import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { AnswerInvitation, Ticket } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { TicketReader } from '@lib/tickets';
import { InvitationAnswers } from './invitation-answers.service.js';

@Controller('api/tickets')
export class InvitationsController {
  constructor(
    private readonly answers: InvitationAnswers,
    private readonly tickets: TicketReader,
  ) {}

  @Post(':id/invitations/:messageId')
  @HttpCode(200)
  @ApiContract({
    summary: 'Answer the invitation that a mail brought: the organiser hears of it by mail',
    body: AnswerInvitation,
    answer: Ticket,
  })
  async answer(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('messageId', ParseUUIDPipe) messageId: string,
    @Body(new ZodPipe(AnswerInvitation)) { as }: AnswerInvitation,
  ): Promise<Ticket> {
    return this.tickets.view(await this.answers.answer(agent, id, messageId, as));
  }
}
