/** The priority table over HTTP. */
import { Body, Controller, Get, Put } from '@nestjs/common';
import { PriorityTable } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { PriorityTableService } from './priority-table.js';

@Controller('api/admin/priority-table')
export class PriorityTableController {
  constructor(private readonly priorities: PriorityTableService) {}

  @Get()
  @ApiContract({ summary: 'Which priority impact and urgency make', answer: PriorityTable })
  read(@CurrentAgent() agent: Principal): Promise<PriorityTable> {
    return this.priorities.table(agent);
  }

  @Put()
  @ApiContract({
    summary: 'Change the table; open tickets follow, but those set by hand',
    body: PriorityTable,
    answer: PriorityTable,
  })
  change(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(PriorityTable)) body: PriorityTable,
  ): Promise<PriorityTable> {
    return this.priorities.change(agent, body);
  }
}
