/** Spam and trust over HTTP: what each mailbox believes, the lists of senders, and what a person says of one mail. */
import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Post,
  Put,
} from '@nestjs/common';
import {
  JudgeMail,
  MailGuardList,
  MailGuardView,
  MailRecord,
  SenderRule,
  SenderRuleList,
  WriteMailGuard,
  WriteSenderRule,
} from '@lib/contracts';
import { ApiContract, CurrentAgent, versionIn, ZodPipe, type Principal } from '@lib/platform';
import { MailGuards } from '../spam/mail-guards.js';
import { MailJudgements } from '../spam/mail-judgements.js';
import { SenderRules } from '../spam/sender-rules.js';
import { MailLog } from './mail-log.js';

@Controller('api/admin')
export class MailGuardController {
  constructor(
    private readonly guards: MailGuards,
    private readonly rules: SenderRules,
    private readonly judgements: MailJudgements,
    private readonly log: MailLog,
  ) {}

  @Get('mail-guard')
  @ApiContract({ summary: 'What each mailbox believes, and where its spam lines are', answer: MailGuardList })
  list(@CurrentAgent() agent: Principal): Promise<MailGuardList> {
    return this.guards.list(agent);
  }

  @Put('mail-guard/:mailboxId')
  @ApiContract({
    summary: 'Set it for one mailbox; needs If-Match with the version seen',
    body: WriteMailGuard,
    answer: MailGuardView,
  })
  async change(
    @CurrentAgent() agent: Principal,
    @Param('mailboxId', ParseUUIDPipe) mailboxId: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body(new ZodPipe(WriteMailGuard)) body: WriteMailGuard,
  ): Promise<MailGuardView> {
    return this.guards.change(agent, mailboxId, body, versionIn(ifMatch));
  }

  @Get('sender-rules')
  @ApiContract({ summary: 'Blocked and allowed senders and words, newest first', answer: SenderRuleList })
  senderRules(@CurrentAgent() agent: Principal): Promise<SenderRuleList> {
    return this.rules.list(agent);
  }

  @Post('sender-rules')
  @ApiContract({ summary: 'Block or allow', body: WriteSenderRule, answer: SenderRule, status: 201 })
  write(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(WriteSenderRule)) body: WriteSenderRule,
  ): Promise<SenderRule> {
    return this.rules.write(agent, body);
  }

  @Delete('sender-rules/:ruleId')
  @HttpCode(204)
  @ApiContract({ summary: 'Take it off the list; can be brought back', status: 204 })
  remove(@CurrentAgent() agent: Principal, @Param('ruleId', ParseUUIDPipe) ruleId: string): Promise<void> {
    return this.rules.remove(agent, ruleId);
  }

  @Post('sender-rules/:ruleId/restore')
  @HttpCode(200)
  @ApiContract({ summary: 'Put it on the list again', answer: SenderRule })
  restore(
    @CurrentAgent() agent: Principal,
    @Param('ruleId', ParseUUIDPipe) ruleId: string,
  ): Promise<SenderRule> {
    return this.rules.restore(agent, ruleId);
  }

  @Post('mail/:id/judgement')
  @HttpCode(200)
  @ApiContract({
    summary: 'Say that a mail is spam, is not, or is undecided again; remembered for its sender',
    body: JudgeMail,
    answer: MailRecord,
  })
  async judge(
    @CurrentAgent() agent: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body(new ZodPipe(JudgeMail)) { as }: JudgeMail,
  ): Promise<MailRecord> {
    await this.judgements.judge(agent, id, as);
    return this.log.one(id);
  }
}
