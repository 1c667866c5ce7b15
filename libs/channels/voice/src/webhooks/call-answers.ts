/** Decides which document a call hears next; each decision is kept, so that a repeated request hears the same. */
import { Injectable } from '@nestjs/common';
import { InteractionStatus } from '@lib/bus';
import { type Locale, Problem } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { Announcements } from '../announcements/announcements.js';
import { CallRecords, type CallRow } from '../calls/call-records.js';
import { CallService, statusOf } from '../calls/call-service.js';
import { isMoved } from '../calls/call-line.js';
import { customerLeg } from '../calls/call-state.js';
import { threadKey } from '../calls/caller.js';
import { Surveys } from '../survey/surveys.js';
import { MenuCalls } from '../menus/menu-calls.js';
import { CallRecordings } from '../recordings/call-recordings.js';
import {
  backToQueue,
  goodbye,
  greeting,
  intoLine,
  joinConference,
  nothing,
  waiting,
} from '../twiml/documents.js';
import { announcingRecording, noticeOfRecording } from '../twiml/recording-documents.js';
import { VoiceUrls, type Told } from '../twiml/voice-urls.js';
import { dedupeKey } from './dedupe-key.js';
import type { WebhookBody } from './signature.js';
import { WebhookInbox, type WebhookRoute } from './webhook-inbox.js';
import { callSidOf, parameter } from './webhook-parameters.js';

@Injectable()
export class CallAnswers {
  constructor(
    private readonly database: Database,
    private readonly webhooks: WebhookInbox,
    private readonly calls: CallService,
    private readonly menus: MenuCalls,
    private readonly announcements: Announcements,
    private readonly recordings: CallRecordings,
    private readonly records: CallRecords,
    private readonly status: InteractionStatus,
    private readonly urls: VoiceUrls,
    private readonly surveys: Surveys,
  ) {}

  arrival(route: 'inbound' | 'client', body: WebhookBody): Promise<string> {
    const callSid = callSidOf(body);
    return this.database.transaction(async (tx) => {
      const row = await this.calls.arrive(tx, body);
      const earlier = await this.webhooks.answered(tx, dedupeKey(route, callSid, body));
      if (earlier !== null) return earlier;
      const first = (await this.menus.first(tx, row)) ?? greeting(callSid, row.locale, this.urls);
      return this.answerOnce(tx, route, body, callSid, '', first);
    });
  }

  /** Reads only: where the caller stands now. */
  async wait(callSid: string, locale: Locale, told: Told): Promise<string> {
    const now = await this.status.find('voice', threadKey(callSid));
    const announced = await this.announcements.now();
    return waiting(callSid, locale, now && { ...now, announced }, told, this.urls);
  }

  /** The queue let go of the call: because we moved it, because the caller hung up, or because something broke. */
  queueExit(callSid: string, body: WebhookBody): Promise<string> {
    return this.onCall(callSid, async (tx, row) => {
      const result = parameter(body, 'QueueResult');
      const broke = result === 'queue-full' || result === 'error' || result === 'system-error';
      const answer = broke ? backToQueue(callSid, row.locale, this.urls) : nothing();
      if (result === 'hangup') await this.calls.callerGone(tx, row, body);
      return this.answerOnce(tx, 'queue-exit', body, callSid, '', answer);
    });
  }

  join(callSid: string, body: WebhookBody): Promise<string> {
    return this.onCall(callSid, async (tx, row) => {
      const answer = (await this.announcing(tx, row)) ?? this.together(row);
      return this.answerOnce(tx, 'join', body, callSid, row.agentCallSid ?? '', answer);
    });
  }

  /** The customer was told that the call is recorded; whom we called goes on talking, who called us is brought in. */
  announced(callSid: string, keys: string): Promise<string> {
    return this.onCall(callSid, async (tx, row) => {
      const heard = await this.recordings.heard(tx, callSid, keys);
      if (row.direction === 'outbound') return nothing();
      return (heard ? null : await this.announcing(tx, row)) ?? this.together(row);
    });
  }

  recordingNotice(callSid: string): Promise<string> {
    return this.onCall(callSid, async (tx, row) => {
      const policy = await this.recordings.toAnnounce(tx, row);
      const spoken = { callSid, locale: row.locale, urls: this.urls };
      return policy ? noticeOfRecording(spoken, policy.announcement) : nothing();
    });
  }

  /** Null when there is nothing to say before they talk. */
  private async announcing(tx: Tx, row: CallRow): Promise<string | null> {
    const policy = await this.recordings.toAnnounce(tx, row);
    const spoken = { callSid: row.callSid, locale: row.locale, urls: this.urls };
    return policy && announcingRecording(spoken, policy.announcement, policy.objectionKey);
  }

  private together({ callSid, interactionId, locale }: CallRow): string {
    return interactionId
      ? joinConference(callSid, interactionId, this.urls)
      : backToQueue(callSid, locale, this.urls);
  }

  /** Goodbye for who has spoken to somebody, after a question where one is asked; who has not goes back to waiting. */
  after(callSid: string, body: WebhookBody): Promise<string> {
    return this.onCall(callSid, async (tx, row) => {
      const spoke = Boolean(customerLeg(row.state)?.joinedAt) || parameter(body, 'DialCallStatus') !== null;
      const parting = async () => (await this.surveys.begin(tx, row, body)) ?? goodbye(row.locale);
      const line = isMoved(row.state) ? intoLine : backToQueue;
      const answer = spoke ? await parting() : line(callSid, row.locale, this.urls);
      if (statusOf(body) === 'completed') await this.calls.callerGone(tx, row, body);
      return this.answerOnce(tx, 'after', body, callSid, row.agentCallSid ?? '', answer);
    });
  }

  private async answerOnce(
    tx: Tx,
    route: WebhookRoute,
    body: WebhookBody,
    callSid: string,
    visit: string,
    answer: string,
  ): Promise<string> {
    const webhook = { key: dedupeKey(route, callSid, body, visit), route, callSid, query: {}, body };
    return (await this.webhooks.earlierAnswer(tx, webhook, answer)) ?? answer;
  }

  private onCall(callSid: string, work: (tx: Tx, row: CallRow) => Promise<string>): Promise<string> {
    return this.database.transaction(async (tx) => {
      const row = await this.records.lock(tx, { callSid });
      if (!row) throw new Problem('not-found', 'Nobody knows this call');
      return work(tx, row);
    });
  }
}
