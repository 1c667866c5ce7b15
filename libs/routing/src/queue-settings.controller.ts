/** Queues as they are set up, over HTTP: read by supervisors, set by administrators. */
import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Put } from '@nestjs/common';
import {
  PreviewRouting,
  QueueSettings,
  QueueSettingsList,
  QueueSettingsView,
  RoutingPreview,
  SettingsChanges,
} from '@lib/contracts';
import { ApiContract, CurrentAgent, versionIn, ZodPipe, type Principal } from '@lib/platform';
import { QueuePreview } from './queue-preview.js';
import { QueueSettingsService } from './queue-settings.service.js';

@Controller('api/admin/queues')
export class QueueSettingsController {
  constructor(
    private readonly settings: QueueSettingsService,
    private readonly previews: QueuePreview,
  ) {}

  @Get()
  @ApiContract({ summary: 'All queues as they are set up', answer: QueueSettingsList })
  async list(@CurrentAgent() agent: Principal): Promise<QueueSettingsList> {
    return { items: await this.settings.list(agent) };
  }

  @Post()
  @ApiContract({ summary: 'Make a queue', body: QueueSettings, answer: QueueSettingsView, status: 201 })
  make(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(QueueSettings)) body: QueueSettings,
  ): Promise<QueueSettingsView> {
    return this.settings.make(agent, body);
  }

  @Post('preview')
  @HttpCode(200)
  @ApiContract({
    summary: 'Who would be asked now under these settings, and why not the others; changes nothing',
    body: PreviewRouting,
    answer: RoutingPreview,
  })
  preview(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(PreviewRouting)) body: PreviewRouting,
  ): Promise<RoutingPreview> {
    return this.previews.of(agent, body);
  }

  @Get(':id')
  @ApiContract({ summary: 'A queue as it is set up', answer: QueueSettingsView })
  one(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<QueueSettingsView> {
    return this.settings.one(agent, id);
  }

  @Put(':id')
  @ApiContract({
    summary: 'Change all of it; needs If-Match with the version seen',
    body: QueueSettings,
    answer: QueueSettingsView,
  })
  async change(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body(new ZodPipe(QueueSettings)) body: QueueSettings,
  ): Promise<QueueSettingsView> {
    return this.settings.change(agent, id, body, versionIn(ifMatch));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiContract({ summary: 'Archive it; 409 says what still needs it', status: 204 })
  archive(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<void> {
    return this.settings.archive(agent, id);
  }

  @Post(':id/restore')
  @HttpCode(200)
  @ApiContract({ summary: 'Bring it back with its members', answer: QueueSettingsView })
  restore(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<QueueSettingsView> {
    return this.settings.restore(agent, id);
  }

  @Get(':id/changes')
  @ApiContract({ summary: 'What was set, by whom, from what to what', answer: SettingsChanges })
  changes(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<SettingsChanges> {
    return this.settings.changes(agent, id);
  }
}
