/** What could not be read, with its reason: run it again or call it spam. */
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import {
  MailRecord,
  Problem,
  QuarantinePage,
  QuarantineRetry,
  QuarantineWhy,
  RetryQuarantine,
} from '@lib/contracts';
import { ApiContract, CurrentAgent, requireRole, ZodPipe, type Principal } from '@lib/platform';
import { z } from 'zod';
import { MailJudgements } from '../spam/mail-judgements.js';
import { MailLog } from './mail-log.js';
import { QuarantineService } from './quarantine.service.js';

const QuarantineQuery = z.object({
  why: QuarantineWhy.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.uuid().optional(),
});

@Controller('api/admin/quarantine')
export class QuarantineController {
  constructor(
    private readonly log: MailLog,
    private readonly quarantine: QuarantineService,
    private readonly judgements: MailJudgements,
  ) {}

  @Get()
  @ApiContract({ summary: 'Mails kept back, newest first', query: QuarantineQuery, answer: QuarantinePage })
  page(
    @CurrentAgent() agent: Principal,
    @Query(new ZodPipe(QuarantineQuery)) query: z.infer<typeof QuarantineQuery>,
  ): Promise<QuarantinePage> {
    return this.quarantine.page(agent, query);
  }

  @Post('retries')
  @HttpCode(202)
  @ApiContract({
    summary: 'Read all of one reason again from their raw sources',
    body: RetryQuarantine,
    answer: QuarantineRetry,
    status: 202,
  })
  retryAll(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(RetryQuarantine)) { why }: RetryQuarantine,
  ): Promise<QuarantineRetry> {
    return this.quarantine.retryAll(agent, why);
  }

  @Get('retries/:id')
  @ApiContract({ summary: 'How far trying again has come', answer: QuarantineRetry })
  retried(
    @CurrentAgent() agent: Principal,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<QuarantineRetry> {
    return this.quarantine.retry(agent, id);
  }

  @Post(':id/retry')
  @HttpCode(200)
  @ApiContract({ summary: 'Read it again from its raw source', answer: MailRecord })
  async retry(@CurrentAgent() agent: Principal, @Param('id', ParseUUIDPipe) id: string): Promise<MailRecord> {
    requireRole(agent, 'admin');
    await this.log.retry(id);
    return this.log.one(id);
  }

  @Post(':id/spam')
  @HttpCode(200)
  @ApiContract({ summary: 'Call it spam; its sender is remembered', answer: MailRecord })
  async spam(@CurrentAgent() agent: Principal, @Param('id', ParseUUIDPipe) id: string): Promise<MailRecord> {
    requireRole(agent, 'admin');
    if ((await this.log.one(id)).state !== 'quarantined')
      throw new Problem('move-not-allowed', 'This mail is not in quarantine');
    await this.judgements.judge(agent, id, 'spam');
    return this.log.one(id);
  }
}
