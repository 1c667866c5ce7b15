/** Brings back from disk what came while the database was away; each goes through the same door as a fresh one. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { WorkLoop } from '@lib/bus';
import { CallRecords } from '../calls/call-records.js';
import { CallAnswers } from './call-answers.js';
import { WebhookInbox, type Webhook } from './webhook-inbox.js';
import { WebhookSpool } from './webhook-spool.js';

@Injectable()
export class SpoolReplay implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop = new WorkLoop('voice-spool', 1_000, () => this.replay());

  constructor(
    private readonly spool: WebhookSpool,
    private readonly webhooks: WebhookInbox,
    private readonly answers: CallAnswers,
    private readonly records: CallRecords,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async replay(): Promise<boolean> {
    await this.spool.replay((webhook) => this.take(webhook));
    return false;
  }

  private async take(webhook: Webhook): Promise<void> {
    const { route, body, callSid } = webhook;
    if (route === 'leg' || route === 'conf' || route === 'recording') return this.webhooks.keep(webhook);
    if (route === 'inbound' || route === 'client') return void (await this.answers.arrival(route, body));
    const row = callSid ? await this.records.find(callSid) : null;
    if (row && route === 'queue-exit') await this.answers.queueExit(row.callSid, body);
    if (row && route === 'after') await this.answers.after(row.callSid, body);
  }
}
