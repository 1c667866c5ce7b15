/** Colleagues as they are set up, over HTTP: read by supervisors, changed by the supervisor of their queue or an administrator. */
import { Body, Controller, Get, Param, Patch } from '@nestjs/common';
import { ChangePerson, PeopleSettings, PersonSettings, SettingsChanges } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { PeopleSettingsService } from './people-settings.service.js';

@Controller('api/admin/people')
export class PeopleSettingsController {
  constructor(private readonly people: PeopleSettingsService) {}

  @Get()
  @ApiContract({ summary: 'Everybody as they are set up for work', answer: PeopleSettings })
  async list(@CurrentAgent() agent: Principal): Promise<PeopleSettings> {
    return { items: await this.people.list(agent) };
  }

  @Patch(':id')
  @ApiContract({
    summary: 'Change what is named; the rest stays',
    body: ChangePerson,
    answer: PersonSettings,
  })
  change(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(ChangePerson)) body: ChangePerson,
  ): Promise<PersonSettings> {
    return this.people.change(agent, id, body);
  }

  @Get(':id/changes')
  @ApiContract({ summary: 'What was set, by whom, from what to what', answer: SettingsChanges })
  changes(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<SettingsChanges> {
    return this.people.changes(agent, id);
  }
}
