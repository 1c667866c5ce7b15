/** What a queue asks for after a call or a chat, over HTTP: read by supervisors, set by administrators. */
import { Body, Controller, Get, Headers, Param, Put } from '@nestjs/common';
import { WrapUpSettings, WriteWrapUpSettings } from '@lib/contracts';
import { ApiContract, CurrentAgent, versionIn, ZodPipe, type Principal } from '@lib/platform';
import { Dispositions } from './dispositions.js';

@Controller('api/admin/queues')
export class WrapUpSettingsController {
  constructor(private readonly dispositions: Dispositions) {}

  @Get(':id/wrap-up')
  @ApiContract({ summary: 'What is asked for after a call or a chat of this queue', answer: WrapUpSettings })
  read(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<WrapUpSettings> {
    return this.dispositions.read(agent, id);
  }

  @Put(':id/wrap-up')
  @ApiContract({
    summary: 'Change all of it; needs If-Match with the version seen, 0 while nothing was set',
    body: WriteWrapUpSettings,
    answer: WrapUpSettings,
  })
  async change(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body(new ZodPipe(WriteWrapUpSettings)) body: WriteWrapUpSettings,
  ): Promise<WrapUpSettings> {
    return this.dispositions.change(agent, id, body, versionIn(ifMatch));
  }
}
