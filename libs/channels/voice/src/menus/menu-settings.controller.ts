/** Phone menus as they are set up, over HTTP: read by supervisors, written by administrators. */
import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Put } from '@nestjs/common';
import {
  PhoneMenuList,
  PhoneMenuTrial,
  PhoneMenuVersions,
  PhoneMenuView,
  PublishPhoneMenu,
  RollBackPhoneMenu,
  TryPhoneMenu,
  WritePhoneMenu,
} from '@lib/contracts';
import { ApiContract, CurrentAgent, versionIn, ZodPipe, type Principal } from '@lib/platform';
import { MenuSettings } from './menu-settings.service.js';

@Controller('api/admin/phone-menus')
export class MenuSettingsController {
  constructor(private readonly settings: MenuSettings) {}

  @Get()
  @ApiContract({ summary: 'All phone menus, and the numbers of the house', answer: PhoneMenuList })
  list(@CurrentAgent() agent: Principal): Promise<PhoneMenuList> {
    return this.settings.list(agent);
  }

  @Post()
  @ApiContract({
    summary: 'Write a phone menu; nobody hears it yet',
    body: WritePhoneMenu,
    answer: PhoneMenuView,
    status: 201,
  })
  make(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(WritePhoneMenu)) body: WritePhoneMenu,
  ): Promise<PhoneMenuView> {
    return this.settings.make(agent, body);
  }

  @Get(':id')
  @ApiContract({ summary: 'A phone menu as it is written', answer: PhoneMenuView })
  one(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<PhoneMenuView> {
    return this.settings.one(agent, id);
  }

  @Put(':id')
  @ApiContract({
    summary: 'Write on a phone menu (If-Match); callers go on hearing what is published',
    body: WritePhoneMenu,
    answer: PhoneMenuView,
  })
  change(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Headers('if-match') version: string | undefined,
    @Body(new ZodPipe(WritePhoneMenu)) body: WritePhoneMenu,
  ): Promise<PhoneMenuView> {
    return this.settings.change(agent, id, body, versionIn(version));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiContract({ summary: 'Its callers are answered without a menu', status: 204 })
  remove(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<void> {
    return this.settings.remove(agent, id);
  }

  @Post(':id/restore')
  @HttpCode(200)
  @ApiContract({ summary: 'Bring back a phone menu, without its numbers', answer: PhoneMenuView })
  restore(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<PhoneMenuView> {
    return this.settings.restore(agent, id);
  }

  @Post(':id/publish')
  @HttpCode(200)
  @ApiContract({
    summary: 'Callers hear it as it is written (If-Match), with a reason',
    body: PublishPhoneMenu,
    answer: PhoneMenuView,
  })
  publish(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Headers('if-match') version: string | undefined,
    @Body(new ZodPipe(PublishPhoneMenu)) { reason }: PublishPhoneMenu,
  ): Promise<PhoneMenuView> {
    return this.settings.publish(agent, id, versionIn(version), reason);
  }

  @Get(':id/versions')
  @ApiContract({ summary: 'What was published, by whom and why, newest first', answer: PhoneMenuVersions })
  versions(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<PhoneMenuVersions> {
    return this.settings.versions(agent, id);
  }

  @Post(':id/roll-back')
  @HttpCode(200)
  @ApiContract({
    summary: 'Callers hear an earlier version again (If-Match), with a reason',
    body: RollBackPhoneMenu,
    answer: PhoneMenuView,
  })
  rollBack(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Headers('if-match') version: string | undefined,
    @Body(new ZodPipe(RollBackPhoneMenu)) body: RollBackPhoneMenu,
  ): Promise<PhoneMenuView> {
    return this.settings.rollBack(agent, id, versionIn(version), body);
  }

  @Post(':id/try')
  @HttpCode(200)
  @ApiContract({
    summary: 'The next call from a number, within ten minutes, hears the draft',
    body: TryPhoneMenu,
    answer: PhoneMenuTrial,
  })
  tryOut(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(TryPhoneMenu)) { from }: TryPhoneMenu,
  ): Promise<PhoneMenuTrial> {
    return this.settings.tryOut(agent, id, from);
  }
}
