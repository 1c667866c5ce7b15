/** Mailboxes as they are set up, over HTTP: read by supervisors, set by administrators. */
import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Post,
  Put,
} from '@nestjs/common';
import {
  FindMailServers,
  FoundMailServers,
  GivenMailPermission,
  MailboxList,
  MailboxView,
  MailPermissionPage,
  MailTestResult,
  SettingsChanges,
  TestMailbox,
  WriteMailbox,
} from '@lib/contracts';
import { ApiContract, CurrentAgent, versionIn, ZodPipe, type Principal } from '@lib/platform';
import { z } from 'zod';
import { MailboxAuthorisation } from '../settings/mailbox-authorisation.service.js';
import { MailboxSettingsService } from '../settings/mailbox-settings.service.js';
import { MailboxTrial } from '../settings/mailbox-trial.service.js';

const Authorised = z.object({ mailboxId: z.uuid() });

@Controller('api/admin/mailboxes')
export class MailboxSettingsController {
  constructor(
    private readonly settings: MailboxSettingsService,
    private readonly trial: MailboxTrial,
    private readonly authorisation: MailboxAuthorisation,
  ) {}

  @Get()
  @ApiContract({ summary: 'All mailboxes as they are set up, and how each does', answer: MailboxList })
  list(@CurrentAgent() agent: Principal): Promise<MailboxList> {
    return this.settings.list(agent);
  }

  @Post()
  @ApiContract({ summary: 'Make a mailbox', body: WriteMailbox, answer: MailboxView, status: 201 })
  make(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(WriteMailbox)) body: WriteMailbox,
  ): Promise<MailboxView> {
    return this.settings.make(agent, body);
  }

  @Post('find')
  @HttpCode(200)
  @ApiContract({
    summary: 'Which servers the mail of an address has',
    body: FindMailServers,
    answer: FoundMailServers,
  })
  find(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(FindMailServers)) body: FindMailServers,
  ): Promise<FoundMailServers> {
    return this.trial.find(agent, body.address);
  }

  @Post('test')
  @HttpCode(200)
  @ApiContract({
    summary: 'Try these settings step by step; changes nothing here or there',
    body: TestMailbox,
    answer: MailTestResult,
  })
  test(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(TestMailbox)) body: TestMailbox,
  ): Promise<MailTestResult> {
    return this.trial.test(agent, body);
  }

  @Post('permission')
  @HttpCode(200)
  @ApiContract({
    summary: 'What a provider sent back after somebody gave it their permission',
    body: GivenMailPermission,
    answer: Authorised,
  })
  permission(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(GivenMailPermission)) body: GivenMailPermission,
  ): Promise<z.infer<typeof Authorised>> {
    return this.authorisation.finish(agent, body);
  }

  @Put(':id')
  @ApiContract({
    summary: 'Change all of it; needs If-Match with the version seen; secrets left out stay',
    body: WriteMailbox,
    answer: MailboxView,
  })
  async change(
    @CurrentAgent() agent: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body(new ZodPipe(WriteMailbox)) body: WriteMailbox,
  ): Promise<MailboxView> {
    return this.settings.change(agent, id, body, versionIn(ifMatch));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiContract({ summary: 'Remove it; what came stays', status: 204 })
  remove(@CurrentAgent() agent: Principal, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.settings.remove(agent, id);
  }

  @Post(':id/restore')
  @HttpCode(200)
  @ApiContract({ summary: 'Bring it back as it was', answer: MailboxView })
  restore(@CurrentAgent() agent: Principal, @Param('id', ParseUUIDPipe) id: string): Promise<MailboxView> {
    return this.settings.restore(agent, id);
  }

  @Post(':id/retry')
  @HttpCode(200)
  @ApiContract({ summary: 'Connect again now instead of waiting', answer: MailboxView })
  retry(@CurrentAgent() agent: Principal, @Param('id', ParseUUIDPipe) id: string): Promise<MailboxView> {
    return this.settings.retry(agent, id);
  }

  @Post(':id/permission')
  @HttpCode(200)
  @ApiContract({ summary: 'The page on which the provider asks for permission', answer: MailPermissionPage })
  askPermission(
    @CurrentAgent() agent: Principal,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<MailPermissionPage> {
    return this.authorisation.begin(agent, id);
  }

  @Get(':id/changes')
  @ApiContract({ summary: 'What was set, by whom, from what to what', answer: SettingsChanges })
  changes(
    @CurrentAgent() agent: Principal,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<SettingsChanges> {
    return this.settings.changes(agent, id);
  }
}
