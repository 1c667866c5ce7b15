/** Answers for later over HTTP. */
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { Problem, ScheduleAnswer, ScheduledAnswers, TimelineItem } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { TimelineReader } from '@lib/tickets';
import { ScheduledAnswersService } from './scheduled-answers.service.js';

@Controller('api/tickets')
export class ScheduledAnswersController {
  constructor(
    private readonly scheduled: ScheduledAnswersService,
    private readonly timeline: TimelineReader,
  ) {}

  @Get(':id/scheduled-answers')
  @ApiContract({ summary: 'Answers that leave later', answer: ScheduledAnswers })
  async list(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<ScheduledAnswers> {
    return { items: await this.scheduled.of(agent, id) };
  }

  @Post(':id/scheduled-answers')
  @ApiContract({
    summary: 'Write an answer for later; held back when the customer writes before',
    body: ScheduleAnswer,
    answer: ScheduledAnswers,
    status: 201,
  })
  async schedule(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(ScheduleAnswer)) body: ScheduleAnswer,
  ): Promise<ScheduledAnswers> {
    return { items: await this.scheduled.schedule(agent, id, body) };
  }

  @Delete(':id/scheduled-answers/:answerId')
  @HttpCode(204)
  @ApiContract({ summary: 'Not later after all', status: 204 })
  async remove(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('answerId') answerId: string,
  ): Promise<void> {
    await this.scheduled.remove(agent, id, answerId);
  }

  @Post(':id/scheduled-answers/:answerId/send')
  @ApiContract({ summary: 'Now instead of later', answer: TimelineItem, status: 201 })
  async sendNow(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('answerId') answerId: string,
  ): Promise<TimelineItem> {
    const { ticketId, messageId } = await this.scheduled.sendNow(agent, id, answerId);
    const [item] = await this.timeline.items(ticketId, [messageId]);
    if (!item) throw new Problem('not-found');
    return item;
  }
}
