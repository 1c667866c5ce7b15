/** Where the console fetches the token of its softphone. */
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Problem, VoiceToken, VoiceTokenRequest } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { agentIdentity } from '../carrier/carrier.js';
import { PhoneTokens } from './phone-token.js';

@Controller('api/voice')
export class PhoneTokenController {
  constructor(private readonly tokens: PhoneTokens) {}

  @Post('token')
  @HttpCode(200)
  @ApiContract({ summary: 'A token for my own softphone', body: VoiceTokenRequest, answer: VoiceToken })
  token(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(VoiceTokenRequest)) { identity }: VoiceTokenRequest,
  ): VoiceToken {
    if (identity !== undefined && identity !== agentIdentity(agent.agentId))
      throw new Problem('forbidden', 'A softphone answers for its own agent only');
    return this.tokens.forAgent(agent.agentId);
  }
}
