/** "Look now": a hint after commit, at once in this process and one coalesced NOTIFY per 5 ms between processes. */
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, logger, newId, type Config } from '@lib/platform';
import pg from 'pg';

const CHANNEL = 'guichet';
const COALESCE_MS = 5;
/** NOTIFY refuses payloads of 8000 bytes and more. */
const MAX_PAYLOAD = 7_000;

type Handler = (topic: string) => void;

const log = logger('wakeups');

/**
 * A hint is never the record of anything: whoever listens also polls. Never NOTIFY inside a domain
 * transaction: it holds a database-wide lock across the commit.
 */
@Injectable()
export class Wakeups implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly handlers = new Map<string, Set<Handler>>();
  private readonly pending = new Set<string>();
  private readonly self = newId().slice(-12);
  private flushTimer: NodeJS.Timeout | undefined;
  private retryTimer: NodeJS.Timeout | undefined;
  private client: pg.Client | undefined;
  private flushing: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Subscribe to a topic or, with a trailing colon, to all topics that begin so. */
  on(topic: string, handler: Handler): () => void {
    const set = this.handlers.get(topic) ?? new Set();
    this.handlers.set(topic, set.add(handler));
    return () => set.delete(handler);
  }

  poke(topic: string): void {
    this.deliver(topic);
    this.pending.add(topic);
    this.flushTimer ??= setTimeout(() => void this.flush(), COALESCE_MS);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.flushTimer);
    clearTimeout(this.retryTimer);
    await this.client?.end().catch(() => undefined);
  }

  private deliver(topic: string): void {
    for (const handler of this.handlers.get(topic) ?? []) this.run(handler, topic);
    const prefix = topic.slice(0, topic.indexOf(':') + 1);
    if (prefix) for (const handler of this.handlers.get(prefix) ?? []) this.run(handler, topic);
  }

  private run(handler: Handler, topic: string): void {
    try {
      handler(topic);
    } catch (error) {
      log.error({ err: error, topic }, 'a wake-up handler threw');
    }
  }

  /** One at a time: a connection answers one question after the other. */
  private async flush(): Promise<void> {
    this.flushTimer = undefined;
    this.flushing = this.flushing.then(() => this.send());
    await this.flushing;
  }

  private async send(): Promise<void> {
    const topics = [...this.pending];
    this.pending.clear();
    for (const payload of payloads(this.self, topics)) {
      try {
        await this.client?.query('SELECT pg_notify($1, $2)', [CHANNEL, payload]);
      } catch {
        return; // The poll of each listener is the truth; the connection is being replaced.
      }
    }
  }

  private async connect(): Promise<void> {
    if (this.stopped || !this.config.DATABASE_URL) return;
    const client = new pg.Client({
      connectionString: this.config.DATABASE_URL,
      application_name: 'guichet-wakeups',
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
    });
    client.on('error', () => this.reconnect(client));
    client.on('end', () => this.reconnect(client));
    client.on('notification', (message) => this.receive(message.payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      this.client = client;
    } catch (error) {
      log.warn({ err: error }, 'no connection for wake-ups; polling goes on');
      this.reconnect(client);
    }
  }

  private reconnect(broken: pg.Client): void {
    if (this.stopped || (this.client !== undefined && this.client !== broken)) return;
    this.client = undefined;
    broken.removeAllListeners();
    broken.on('error', () => undefined);
    void broken.end().catch(() => undefined);
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => void this.connect(), 1_000);
  }

  private receive(payload: string): void {
    const [sender, ...topics] = payload.split('\n');
    if (sender === this.self) return;
    for (const topic of topics) this.deliver(topic);
  }
}

function payloads(self: string, topics: string[]): string[] {
  const lines: string[] = [];
  let current = self;
  for (const topic of topics) {
    if (current.length + topic.length + 1 > MAX_PAYLOAD) {
      lines.push(current);
      current = self;
    }
    current += `\n${topic}`;
  }
  lines.push(current);
  return lines;
}
