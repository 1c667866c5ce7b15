/** Where a softphone tells how its own call sounds. */
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { TellCallQuality } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { CallQualities } from './call-quality.js';

@Controller('api/voice')
export class CallQualityController {
  constructor(private readonly qualities: CallQualities) {}

  @Post('quality')
  @HttpCode(204)
  @ApiContract({
    summary: 'How the call on my own softphone sounded these few seconds',
    body: TellCallQuality,
  })
  async tell(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(TellCallQuality)) told: TellCallQuality,
  ): Promise<void> {
    await this.qualities.tell(agent.agentId, told);
  }
}
