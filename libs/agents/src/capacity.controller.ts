/** Capacity over HTTP: of the house, and of one agent. */
import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import { AgentCapacity, Capacity } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { CapacityService } from './capacity.service.js';

@Controller('api/admin')
export class CapacityController {
  constructor(private readonly capacity: CapacityService) {}

  @Get('capacity')
  @ApiContract({
    summary: 'How much an agent takes at once, unless they have their own measure',
    answer: Capacity,
  })
  house(@CurrentAgent() agent: Principal): Promise<Capacity> {
    return this.capacity.house(agent);
  }

  @Put('capacity')
  @ApiContract({ summary: 'Set it, for everybody without their own', body: Capacity, answer: Capacity })
  setHouse(@CurrentAgent() agent: Principal, @Body(new ZodPipe(Capacity)) body: Capacity): Promise<Capacity> {
    return this.capacity.setHouse(agent, body);
  }

  @Get('agents/:id/capacity')
  @ApiContract({ summary: 'How much this agent takes at once', answer: AgentCapacity })
  of(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<AgentCapacity> {
    return this.capacity.of(agent, id);
  }

  @Put('agents/:id/capacity')
  @ApiContract({ summary: 'Give this agent their own measure', body: Capacity, answer: AgentCapacity })
  set(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(Capacity)) body: Capacity,
  ): Promise<AgentCapacity> {
    return this.capacity.set(agent, id, body);
  }

  @Delete('agents/:id/capacity')
  @ApiContract({ summary: "Back to the house's measure", answer: AgentCapacity })
  reset(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<AgentCapacity> {
    return this.capacity.reset(agent, id);
  }
}
