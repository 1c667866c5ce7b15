/** One's own choice of senders whose pictures are shown, over HTTP. */
import { Body, Controller, Get, Put } from '@nestjs/common';
import { SayWelcome, WelcomeSenders } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { WelcomeSendersService } from './welcome-senders.js';

@Controller('api/agents/me/welcome-senders')
export class WelcomeSendersController {
  constructor(private readonly senders: WelcomeSendersService) {}

  @Get()
  @ApiContract({ summary: 'Senders whose pictures from outside I am shown at once', answer: WelcomeSenders })
  of(@CurrentAgent() agent: Principal): Promise<WelcomeSenders> {
    return this.senders.of(agent);
  }

  @Put()
  @ApiContract({
    summary: 'Show their pictures from now on, or ask again',
    body: SayWelcome,
    answer: WelcomeSenders,
  })
  say(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(SayWelcome)) body: SayWelcome,
  ): Promise<WelcomeSenders> {
    return this.senders.say(agent, body);
  }
}
