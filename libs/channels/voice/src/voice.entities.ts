/** The tables of this room, as the schema builder knows them. */
import { AnnouncementRow } from './announcements/announcement.entity.js';
import { CallbackAskRow } from './callbacks/callback-ask.entity.js';
import { Call } from './calls/call.entity.js';
import { ConferenceEvent } from './calls/conference-event.entity.js';
import { CallLeg } from './calls/leg.entity.js';
import { SetupChangeRow } from './setup/setup-change.entity.js';
import { CarrierJob } from './carrier/carrier-job.entity.js';
import { MenuNumberRow, MenuRow, MenuRunRow, MenuTrialRow, MenuVersionRow } from './menus/menu.entities.js';
import {
  RecordingEventRow,
  RecordingHoldRow,
  RecordingPolicyRow,
  RecordingRow,
} from './recordings/recording.entities.js';
import { LegQualityRow } from './quality/leg-quality.entity.js';
import { SurveyRow } from './survey/survey.entity.js';
import { WebhookRow } from './webhooks/webhook.entity.js';

export const VOICE_ENTITIES = [
  Call,
  CallLeg,
  LegQualityRow,
  ConferenceEvent,
  WebhookRow,
  CarrierJob,
  SetupChangeRow,
  MenuRow,
  MenuNumberRow,
  MenuVersionRow,
  MenuTrialRow,
  MenuRunRow,
  AnnouncementRow,
  CallbackAskRow,
  RecordingPolicyRow,
  RecordingRow,
  RecordingEventRow,
  RecordingHoldRow,
  SurveyRow,
];
