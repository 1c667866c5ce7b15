/** Asks a customer by keypad how the call was, once the agent has hung up, where their queue wants to know. */
import { Injectable } from '@nestjs/common';
import { AskedAfter, Outbox } from '@lib/bus';
import { Problem } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { logger } from '@lib/platform';
import { CallRecords, type CallRow } from '../calls/call-records.js';
import { CallService, statusOf } from '../calls/call-service.js';
import { customerLeg, isOver } from '../calls/call-state.js';
import { threadKey } from '../calls/caller.js';
import { goodbye } from '../twiml/documents.js';
import { VoiceUrls } from '../twiml/voice-urls.js';
import { dedupeKey } from '../webhooks/dedupe-key.js';
import type { WebhookBody } from '../webhooks/signature.js';
import { WebhookInbox } from '../webhooks/webhook-inbox.js';
import { parameter } from '../webhooks/webhook-parameters.js';
import { question, thanks } from './survey-documents.js';

/** Whoever has not answered by then does not want to. */
const MOST_VISITS = 3;
const SKIP = '#';
const REPEAT = '*';
const log = logger('voice');

@Injectable()
export class Surveys {
  constructor(
    private readonly database: Database,
    private readonly records: CallRecords,
    private readonly calls: CallService,
    private readonly asked: AskedAfter,
    private readonly webhooks: WebhookInbox,
    private readonly outbox: Outbox,
    private readonly urls: VoiceUrls,
  ) {}

  /** Whether this call ends, or is ending, with the question. */
  async ends(callSid: string): Promise<boolean> {
    return (await this.asked.of('voice', threadKey(callSid))) !== null;
  }

  /** True once the question was handed out: whoever ends the call then leaves the customer to answer it. */
  async begun(tx: Tx, callSid: string): Promise<boolean> {
    const rows = await tx.query(`SELECT 1 FROM voice.survey WHERE call_sid = $1`, [callSid]);
    return rows.length > 0;
  }

  /**
   * The question, where the queue asks and the agent hung up; null where nobody is asked. The talk is over for the house from
   * here on: nobody of ours is held by a customer who listens to a question. Under the lock of the call's row.
   */
  async begin(tx: Tx, row: CallRow, body: WebhookBody): Promise<string | null> {
    const gone = statusOf(body) === 'completed' || isOver(customerLeg(row.state));
    if (gone || row.endedBy !== 'agent' || row.direction === 'outbound') return null;
    const interactionId = await this.asked.of('voice', threadKey(row.callSid), tx);
    if (interactionId === null) return null;
    await tx.query(
      `INSERT INTO voice.survey (call_sid, interaction_id) VALUES ($1, $2) ON CONFLICT (call_sid) DO NOTHING`,
      [row.callSid, interactionId],
    );
    await this.calls.sayTalkOver(tx, row);
    return question(this.spoken(row), { visit: 1, misunderstood: false });
  }

  /** The answer to one visit; a repeat hears the same. Errors: `not-found` for a call nobody asked, or a visit that never was. */
  answer(callSid: string, visit: number, body: WebhookBody): Promise<string> {
    return this.database.transaction(async (tx) => {
      const row = await this.records.lock(tx, { callSid });
      const visits = row && (await this.visits(tx, callSid));
      if (!row || !visits || visit < 1 || visit > visits) throw new Problem('not-found', 'Nobody asked this');
      const key = dedupeKey('survey', callSid, body, String(visit));
      const earlier = await this.webhooks.answered(tx, key);
      if (earlier !== null) return earlier;
      const document = await this.next(tx, row, visit, parameter(body, 'Digits') ?? '');
      await this.webhooks.earlierAnswer(tx, { key, route: 'survey', callSid, query: {}, body }, document);
      return document;
    });
  }

  private async next(tx: Tx, row: CallRow, visit: number, keys: string): Promise<string> {
    if (/^[1-5]$/.test(keys)) return this.score(tx, row, Number(keys));
    if (keys === SKIP || visit >= MOST_VISITS) return goodbye(row.locale);
    await tx.query(`UPDATE voice.survey SET visits = greatest(visits, $2) WHERE call_sid = $1`, [
      row.callSid,
      visit + 1,
    ]);
    const misunderstood = keys !== '' && keys !== REPEAT;
    return question(this.spoken(row), { visit: visit + 1, misunderstood });
  }

  private async score(tx: Tx, row: CallRow, score: number): Promise<string> {
    const [kept] = await tx.query<{ interactionId: string }>(
      `UPDATE voice.survey SET score = $2, answered_at = now() WHERE call_sid = $1 AND score IS NULL
       RETURNING interaction_id AS "interactionId"`,
      [row.callSid, score],
    );
    if (kept) {
      const { interactionId } = kept;
      await this.outbox.publish(tx, 'csat.answered', {
        subject: { type: 'interaction', id: interactionId },
        data: { interactionId, score },
      });
      log.info({ callSid: row.callSid, score }, 'a customer said how the call was');
    }
    return thanks(row.locale);
  }

  private async visits(tx: Tx, callSid: string): Promise<number | null> {
    const [row] = await tx.query<{ visits: number }>(`SELECT visits FROM voice.survey WHERE call_sid = $1`, [
      callSid,
    ]);
    return row?.visits ?? null;
  }

  private spoken({ callSid, locale }: CallRow) {
    return { callSid, locale, urls: this.urls };
  }
}
