/** Settling all incidents of a problem at once. */
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ResolvedIncidents, ResolveIncidents } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { IncidentsService } from './incidents.service.js';

@Controller('api/tickets')
export class IncidentsController {
  constructor(private readonly incidents: IncidentsService) {}

  @Post(':id/resolve-incidents')
  @HttpCode(200)
  @ApiContract({
    summary: 'Tell the customer of each incident of this problem, in the name of its owner, and resolve it',
    body: ResolveIncidents,
    answer: ResolvedIncidents,
  })
  resolve(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(ResolveIncidents)) body: ResolveIncidents,
  ): Promise<ResolvedIncidents> {
    return this.incidents.resolveAll(agent, id, body.customerLine);
  }
}
