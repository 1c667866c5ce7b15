/** Webhooks as rows: each taken once, its answer kept beside it, events applied after they are safe. */
import { Injectable } from '@nestjs/common';
import { Wakeups } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { newId, storable } from '@lib/platform';
import type { WebhookBody } from './signature.js';

export interface Webhook {
  key: string;
  route: WebhookRoute;
  callSid: string | null;
  query: Record<string, string>;
  body: WebhookBody;
}

export type WebhookRoute =
  | 'inbound'
  | 'client'
  | 'menu'
  | 'survey'
  | 'callback'
  | 'queue-exit'
  | 'join'
  | 'after'
  | 'leg'
  | 'conf'
  | 'recording';

export interface DueWebhook {
  id: string;
  route: WebhookRoute;
  query: Record<string, string>;
  body: WebhookBody;
  receivedAt: Date;
}

/** Tries, with growing pauses, before an administrator has to look. */
export const parkAfter = 10;
const keepDays = 30;

@Injectable()
export class WebhookInbox {
  constructor(
    private readonly database: Database,
    private readonly wakeups: Wakeups,
  ) {}

  /** Null when it is new and now ours; else the answer that the first one got. */
  async earlierAnswer(tx: Tx, webhook: Webhook, answer: string): Promise<string | null> {
    const rows = await this.insert(tx, webhook, answer);
    if (rows.length > 0) return null;
    const [earlier] = await tx.query<{ answer: string | null }>(
      `SELECT answer FROM voice.webhook_inbox WHERE dedupe_key = $1`,
      [webhook.key],
    );
    return earlier?.answer ?? answer;
  }

  /** What a request of this key was answered; null for one that is new. Only under a lock that all who ask this share. */
  async answered(tx: Tx, key: string): Promise<string | null> {
    const [earlier] = await tx.query<{ answer: string | null }>(
      `SELECT answer FROM voice.webhook_inbox WHERE dedupe_key = $1`,
      [key],
    );
    return earlier?.answer ?? null;
  }

  /** An event is acknowledged as soon as this resolves; a repeat is a no-op. */
  async keep(webhook: Webhook): Promise<void> {
    await this.insert(this.database, webhook, null);
    this.wakeups.poke('voice-webhook');
  }

  /** Oldest first, under lock, so that two workers never apply the same one. */
  async claim(tx: Tx): Promise<DueWebhook | undefined> {
    const [due] = await tx.query<DueWebhook>(
      `SELECT id, route, query, body, received_at AS "receivedAt" FROM voice.webhook_inbox
       WHERE applied_at IS NULL AND parked_at IS NULL AND next_at <= now() ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`,
    );
    return due;
  }

  async applied(tx: Tx, id: string): Promise<void> {
    await tx.query(`UPDATE voice.webhook_inbox SET applied_at = now(), error = NULL WHERE id = $1`, [id]);
  }

  async postpone(id: string, reason: string): Promise<void> {
    await this.database.query(
      `UPDATE voice.webhook_inbox SET attempts = attempts + 1, error = $2,
         next_at = now() + least(300, 0.2 * 3 ^ attempts) * interval '1 second',
         parked_at = CASE WHEN attempts + 1 >= ${parkAfter} THEN now() END
       WHERE id = $1`,
      [id, reason.slice(0, 2_000)],
    );
  }

  /** Repeats come within hours; what is older only takes room. */
  async forget(): Promise<void> {
    await this.database.query(
      `DELETE FROM voice.webhook_inbox WHERE id IN (
         SELECT id FROM voice.webhook_inbox WHERE received_at < now() - interval '${keepDays} days' AND applied_at IS NOT NULL LIMIT 1000)`,
    );
  }

  private insert(on: Pick<Tx, 'query'>, webhook: Webhook, answer: string | null): Promise<unknown[]> {
    const { key, route, callSid, query, body } = storable(webhook);
    return on.query(
      `INSERT INTO voice.webhook_inbox (id, dedupe_key, route, call_sid, query, body, answer, received_at, applied_at, attempts, next_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, now(), CASE WHEN $7::text IS NULL THEN NULL ELSE now() END, 0, now())
       ON CONFLICT (dedupe_key) DO NOTHING RETURNING id`,
      [newId(), key, route, callSid, JSON.stringify(query), JSON.stringify(body), answer],
    );
  }
}
