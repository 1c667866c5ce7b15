/** What the carrier told and nobody could apply, for the list of what could not be processed. */
import { Module } from '@nestjs/common';
import { ParkedSources } from '@lib/bus';
import { parkAfter } from './webhook-inbox.js';

/** Wherever administrators are served, with or without the voice edge beside it. */
@Module({})
export class ParkedWebhooksModule {
  constructor(sources: ParkedSources) {
    sources.register('webhook', {
      list: `SELECT id AS key, route AS what, NULL AS listener, error AS reason, attempts, parked_at AS at
             FROM voice.webhook_inbox WHERE parked_at IS NOT NULL`,
      raw: `SELECT jsonb_build_object('route', route, 'query', query, 'body', body) AS raw FROM voice.webhook_inbox
            WHERE id = $1::uuid AND parked_at IS NOT NULL`,
      free: `UPDATE voice.webhook_inbox SET parked_at = NULL, attempts = ${parkAfter - 1}, next_at = now()
             WHERE id = ANY($1::uuid[]) AND parked_at IS NOT NULL RETURNING id`,
      look: `SELECT parked_at IS NOT NULL AS parked, error AS reason FROM voice.webhook_inbox
             WHERE id = $1::uuid AND applied_at IS NULL`,
      wakes: 'voice-webhook',
    });
  }
}
