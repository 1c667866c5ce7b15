/** Absences over HTTP: one's own, and a colleague's for supervisors. */
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { AbsenceList, AbsenceView, NewAbsence } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { Absences } from './absences.js';

@Controller('api/agents')
export class AbsencesController {
  constructor(private readonly absences: Absences) {}

  @Get('me/absences')
  @ApiContract({ summary: 'My absences, running and to come', answer: AbsenceList })
  async mine(@CurrentAgent() agent: Principal): Promise<AbsenceList> {
    return { items: await this.absences.list(agent, agent.agentId) };
  }

  @Post('me/absences')
  @ApiContract({
    summary: 'Say when I am absent and who stands in',
    body: NewAbsence,
    answer: AbsenceView,
    status: 201,
  })
  plan(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(NewAbsence)) body: NewAbsence,
  ): Promise<AbsenceView> {
    return this.absences.plan(agent, agent.agentId, body);
  }

  @Delete('me/absences/:absenceId')
  @HttpCode(204)
  @ApiContract({ summary: 'Take one back, or end the running one now', status: 204 })
  end(@CurrentAgent() agent: Principal, @Param('absenceId') id: string): Promise<void> {
    return this.absences.end(agent, agent.agentId, id);
  }

  @Get(':id/absences')
  @ApiContract({ summary: "A colleague's absences (supervisor)", answer: AbsenceList })
  async theirs(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<AbsenceList> {
    return { items: await this.absences.list(agent, id) };
  }

  @Post(':id/absences')
  @ApiContract({
    summary: 'Say when a colleague is absent (supervisor)',
    body: NewAbsence,
    answer: AbsenceView,
    status: 201,
  })
  planTheirs(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(NewAbsence)) body: NewAbsence,
  ): Promise<AbsenceView> {
    return this.absences.plan(agent, id, body);
  }

  @Delete(':id/absences/:absenceId')
  @HttpCode(204)
  @ApiContract({ summary: "Take a colleague's back, or end it now (supervisor)", status: 204 })
  endTheirs(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('absenceId') absenceId: string,
  ): Promise<void> {
    return this.absences.end(agent, id, absenceId);
  }
}
