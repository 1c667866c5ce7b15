/** What the voice edge offers an app: its services, its doors, and its workers. */
import { Inject, Module } from '@nestjs/common';
import { CONFIG, HealthRegistry, type Config } from '@lib/platform';
import { Announcements } from './announcements/announcements.js';
import { AnnouncementsController } from './announcements/announcements.controller.js';
import { AgentLegDispatcher } from './carrier/agent-leg.dispatcher.js';
import { CallChanges } from './carrier/call-changes.js';
import { Carrier } from './carrier/carrier.js';
import { CarrierAccount } from './carrier/carrier-account.js';
import { RecordingCarrier } from './carrier/recording-carrier.js';
import { CarrierJobRunner } from './carrier/carrier-job.runner.js';
import { CarrierJobs } from './carrier/carrier-jobs.js';
import { CallbackCalls } from './callbacks/callback-calls.js';
import { CallRecords } from './calls/call-records.js';
import { CallService } from './calls/call-service.js';
import { Reconciler } from './calls/reconciler.js';
import { LineMoves } from './carrier/line-moves.js';
import { ListeningLegs } from './carrier/listening-legs.js';
import { MenuCalls } from './menus/menu-calls.js';
import { MenuRuns } from './menus/menu-runs.js';
import { MenuSettings } from './menus/menu-settings.service.js';
import { MenuSettingsController } from './menus/menu-settings.controller.js';
import { CallRecordings } from './recordings/call-recordings.js';
import { RecordingChanges } from './recordings/recording-changes.js';
import { RecordingHolds } from './recordings/recording-holds.js';
import { RecordingHoldsController } from './recordings/recording-holds.controller.js';
import { RecordingKeeper } from './recordings/recording-keeper.js';
import { RecordingPolicies } from './recordings/recording-policies.js';
import { RecordingPoliciesController } from './recordings/recording-policies.controller.js';
import { RecordingRecords } from './recordings/recording-records.js';
import { OutgoingCalls } from './carrier/outgoing-calls.js';
import { CallQualities } from './quality/call-quality.js';
import { CallQualityController } from './quality/call-quality.controller.js';
import { PhoneTokenController } from './phone/phone-token.controller.js';
import { CarrierDesk } from './setup/carrier-desk.js';
import { TelephoneSetupController } from './setup/telephone-setup.controller.js';
import { TelephoneSetupService } from './setup/telephone-setup.service.js';
import { PhoneTokens } from './phone/phone-token.js';
import { MessageCalls } from './messages/message-calls.js';
import { SurveyWebhooksController } from './survey/survey-webhooks.controller.js';
import { Surveys } from './survey/surveys.js';
import { VoiceUrls } from './twiml/voice-urls.js';
import { CallAnswers } from './webhooks/call-answers.js';
import { RecordingWebhooksController } from './webhooks/recording-webhooks.controller.js';
import { MenuWebhooksController } from './webhooks/menu-webhooks.controller.js';
import { SignatureGuard } from './webhooks/signature-guard.js';
import { SpoolReplay } from './webhooks/spool-replay.js';
import { WebhookApplier } from './webhooks/webhook-applier.js';
import { WebhookInbox } from './webhooks/webhook-inbox.js';
import { WebhookSpool } from './webhooks/webhook-spool.js';
import { HoldMusicController, WebhooksController } from './webhooks/webhooks.controller.js';

const services = [
  CarrierAccount,
  Carrier,
  CarrierJobs,
  CallRecords,
  RecordingCarrier,
  RecordingPolicies,
  RecordingRecords,
  RecordingHolds,
  CallRecordings,
  CallService,
  Announcements,
  MenuRuns,
  MenuCalls,
  MessageCalls,
  Surveys,
  CallbackCalls,
  CallAnswers,
  WebhookInbox,
  WebhookSpool,
  PhoneTokens,
  CallQualities,
];

@Module({
  providers: [
    ...services,
    { provide: VoiceUrls, inject: [CONFIG], useFactory: (config: Config) => new VoiceUrls(config) },
  ],
  exports: [...services, VoiceUrls],
})
export class VoiceModule {
  constructor(health: HealthRegistry, carrier: Carrier, @Inject(CONFIG) config: Config) {
    if (config.VOICE_CARRIER !== 'embedded') return;
    health.register('voice', async () => {
      await carrier.ping();
      return { ok: true, detail: 'embedded carrier' };
    });
  }
}

@Module({
  imports: [VoiceModule],
  controllers: [
    WebhooksController,
    MenuWebhooksController,
    RecordingWebhooksController,
    RecordingPoliciesController,
    RecordingHoldsController,
    SurveyWebhooksController,
    HoldMusicController,
    PhoneTokenController,
    CallQualityController,
    MenuSettingsController,
    AnnouncementsController,
    TelephoneSetupController,
  ],
  providers: [SignatureGuard, MenuSettings, CarrierDesk, TelephoneSetupService],
})
export class VoiceApiModule {}

@Module({
  imports: [VoiceModule],
  providers: [
    WebhookApplier,
    SpoolReplay,
    RecordingKeeper,
    RecordingChanges,
    CarrierJobRunner,
    OutgoingCalls,
    CallChanges,
    LineMoves,
    ListeningLegs,
    AgentLegDispatcher,
    Reconciler,
  ],
  exports: [Reconciler],
})
export class VoiceWorkerModule {}
