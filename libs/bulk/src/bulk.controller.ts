/** One act on many tickets over HTTP: asked for, looked at, stopped, taken back. */
import { Body, Controller, Get, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { BulkJob, StartBulkJob } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { BulkBook } from './bulk-book.js';

@Controller('api/tickets/bulk')
export class BulkController {
  constructor(private readonly book: BulkBook) {}

  @Post()
  @HttpCode(202)
  @ApiContract({
    summary:
      'Do one thing to many tickets, each with my rights; repeat with the same Idempotency-Key answers the first job',
    body: StartBulkJob,
    answer: BulkJob,
    status: 202,
  })
  start(
    @CurrentAgent() agent: Principal,
    @Headers('idempotency-key') key: string | undefined,
    @Body(new ZodPipe(StartBulkJob)) body: StartBulkJob,
  ): Promise<BulkJob> {
    return this.book.start(agent, body, key?.slice(0, 200) ?? null);
  }

  @Get(':jobId')
  @ApiContract({ summary: 'What became of each ticket of a job of mine', answer: BulkJob })
  one(@CurrentAgent() agent: Principal, @Param('jobId') jobId: string): Promise<BulkJob> {
    return this.book.read(agent, jobId);
  }

  @Post(':jobId/stop')
  @HttpCode(200)
  @ApiContract({ summary: 'Do no more of it; what is done stays done', answer: BulkJob })
  stop(@CurrentAgent() agent: Principal, @Param('jobId') jobId: string): Promise<BulkJob> {
    return this.book.stop(agent, jobId);
  }

  @Post(':jobId/undo')
  @HttpCode(202)
  @ApiContract({
    summary: 'Take back what can be taken back, as a job of its own; once',
    answer: BulkJob,
    status: 202,
  })
  undo(@CurrentAgent() agent: Principal, @Param('jobId') jobId: string): Promise<BulkJob> {
    return this.book.undo(agent, jobId);
  }
}
