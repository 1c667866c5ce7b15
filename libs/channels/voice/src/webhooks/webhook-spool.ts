/** Keeps webhooks on disk while the database is away, since the carrier will not say them again. */
import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, logger, newId, type Config } from '@lib/platform';
import type { Webhook } from './webhook-inbox.js';

const log = logger('voice');

@Injectable()
export class WebhookSpool {
  private readonly directory: string;

  constructor(@Inject(CONFIG) config: Config) {
    this.directory = resolve(config.GUICHET_DATA_DIR, 'voice-spool');
  }

  /** On disk when it resolves. The same webhook twice is one file. */
  async keep(webhook: Webhook): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const name = createHash('sha256').update(webhook.key).digest('hex');
    const temporary = join(this.directory, `${newId()}.tmp`);
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(JSON.stringify(webhook));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(this.directory, `${name}.json`));
    log.warn({ route: webhook.route, callSid: webhook.callSid }, 'database away: webhook kept on disk');
  }

  /** Hands each kept webhook over and removes it once taken; a throw leaves the rest for the next time. */
  async replay(take: (webhook: Webhook) => Promise<void>): Promise<void> {
    for (const name of await this.names()) {
      const path = join(this.directory, name);
      const webhook = await readWebhook(path);
      if (!webhook) continue;
      await take(webhook);
      await rm(path, { force: true });
      log.info({ route: webhook.route, callSid: webhook.callSid }, 'webhook from disk taken');
    }
  }

  private async names(): Promise<string[]> {
    const names = await readdir(this.directory).catch(() => []);
    return names.filter((name) => name.endsWith('.json'));
  }
}

/** A half-written or foreign file is put aside instead of standing in the way for ever. */
async function readWebhook(path: string): Promise<Webhook | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Webhook;
  } catch (error) {
    log.error({ err: error, path }, 'a kept webhook cannot be read; put aside');
    await rename(path, `${path}.unreadable`).catch(() => undefined);
    return null;
  }
}
