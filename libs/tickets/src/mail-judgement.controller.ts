/** What an agent says of a mail, over HTTP. */
import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { JudgeMail, Ticket } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { MailJudgementService } from './mail-judgement.service.js';
import { TicketReader } from './ticket-reader.js';

@Controller('api/tickets')
export class MailJudgementController {
  constructor(
    private readonly judgements: MailJudgementService,
    private readonly reader: TicketReader,
  ) {}

  @Post(':id/messages/:messageId/judgement')
  @HttpCode(200)
  @ApiContract({
    summary: 'Say that a mail is spam, is not, or is undecided again; remembered for its sender',
    body: JudgeMail,
    answer: Ticket,
  })
  async judge(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('messageId', ParseUUIDPipe) messageId: string,
    @Body(new ZodPipe(JudgeMail)) { as }: JudgeMail,
  ): Promise<Ticket> {
    return this.reader.view(await this.judgements.judge(agent, id, messageId, as));
  }
}
