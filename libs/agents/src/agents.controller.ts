/** Colleagues and their states. */
import { Body, Controller, Get, Param, Patch, Put } from '@nestjs/common';
import { AgentStateHistory, AgentView, ChangeMe, MeView, Problem, SetAgentState } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { z } from 'zod';
import { AgentReader } from './agent-reader.js';
import { AgentStateService } from './agent-state.service.js';

const AgentList = z.object({ items: z.array(AgentView) });

@Controller('api/agents')
export class AgentsController {
  constructor(
    private readonly reader: AgentReader,
    private readonly states: AgentStateService,
  ) {}

  @Get()
  @ApiContract({ summary: 'Colleagues', answer: AgentList })
  async list(): Promise<z.infer<typeof AgentList>> {
    return { items: await this.reader.views() };
  }

  @Patch('me')
  @ApiContract({ summary: 'My language', body: ChangeMe, answer: MeView })
  async changeMe(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(ChangeMe)) body: ChangeMe,
  ): Promise<MeView> {
    if (body.locale) await this.states.setLocale(agent.agentId, body.locale);
    return this.reader.me(agent.agentId);
  }

  @Put('me/state')
  @ApiContract({ summary: 'Declare my state', body: SetAgentState, answer: AgentView })
  setMine(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(SetAgentState)) body: SetAgentState,
  ): Promise<AgentView> {
    return this.states.set(agent, body);
  }

  @Get(':id/state-changes')
  @ApiContract({ summary: 'What the states were, who changed them and why', answer: AgentStateHistory })
  history(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<AgentStateHistory> {
    if (!z.uuid().safeParse(id).success) throw new Problem('not-found');
    return this.states.history(agent, id);
  }

  @Put(':id/state')
  @ApiContract({ summary: "Set a colleague's state (supervisor)", body: SetAgentState, answer: AgentView })
  setTheirs(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(SetAgentState)) body: SetAgentState,
  ): Promise<AgentView> {
    if (!z.uuid().safeParse(id).success) throw new Problem('not-found');
    return this.states.set(agent, body, id);
  }
}
