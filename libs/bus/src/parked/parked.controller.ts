/** For administrators: what could not be processed, why, its raw data, and another try. */
import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ParkedDetail, ParkedList, ParkedRetries, ParkedRetry } from '@lib/contracts';
import { ApiContract, CurrentAgent, requireRole, type Principal } from '@lib/platform';
import { ParkedWorks } from './parked-works.js';

@Controller('api/admin/parked')
export class ParkedController {
  constructor(private readonly parked: ParkedWorks) {}

  @Get()
  @ApiContract({ summary: 'What could not be processed, newest first', answer: ParkedList })
  list(@CurrentAgent() agent: Principal): Promise<ParkedList> {
    requireRole(agent, 'admin');
    return this.parked.list();
  }

  @Post('retry')
  @HttpCode(200)
  @ApiContract({ summary: 'Try all of it again, the oldest first', answer: ParkedRetries })
  retryAll(@CurrentAgent() agent: Principal): Promise<ParkedRetries> {
    requireRole(agent, 'admin');
    return this.parked.retryAll(agent.agentId);
  }

  @Get(':id')
  @ApiContract({ summary: 'One of them with its raw data', answer: ParkedDetail })
  one(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<ParkedDetail> {
    requireRole(agent, 'admin');
    return this.parked.one(id);
  }

  @Post(':id/retry')
  @HttpCode(200)
  @ApiContract({ summary: 'Try it again, and hear how it went', answer: ParkedRetry })
  retry(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<ParkedRetry> {
    requireRole(agent, 'admin');
    return this.parked.retry(id, agent.agentId);
  }
}
