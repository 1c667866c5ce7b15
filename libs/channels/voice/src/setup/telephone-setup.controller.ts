/** Where an administrator's console looks at the telephone's connection and sets it. */
import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { TelephoneSetup } from '@lib/contracts';
import { ApiContract, CurrentAgent, type Principal } from '@lib/platform';
import { TelephoneSetupService } from './telephone-setup.service.js';

@Controller('api/admin/telephone')
export class TelephoneSetupController {
  constructor(private readonly setup: TelephoneSetupService) {}

  @Get()
  @ApiContract({
    summary: 'How the telephone is connected: account, numbers, application, changes',
    answer: TelephoneSetup,
  })
  look(@CurrentAgent() agent: Principal): Promise<TelephoneSetup> {
    return this.setup.look(agent);
  }

  @Post('places/:kind/:sid/connect')
  @HttpCode(200)
  @ApiContract({ summary: 'Lead the calls of a number or an application to us', answer: TelephoneSetup })
  connect(
    @CurrentAgent() agent: Principal,
    @Param('kind') kind: string,
    @Param('sid') sid: string,
  ): Promise<TelephoneSetup> {
    return this.setup.connect(agent, kind, sid);
  }

  @Post('changes/:changeId/undo')
  @HttpCode(200)
  @ApiContract({ summary: 'Put back what was set at the carrier before', answer: TelephoneSetup })
  undo(
    @CurrentAgent() agent: Principal,
    @Param('changeId', ParseUUIDPipe) changeId: string,
  ): Promise<TelephoneSetup> {
    return this.setup.undo(agent, changeId);
  }
}
