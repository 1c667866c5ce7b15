/** A house of a few rooms on a real database whose time is moved by hand: mail comes in, people act, what is due happens. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { InboundMessage } from '@lib/contracts';
import { Database } from '@lib/database';
import { IntakeService } from '@lib/intake';
import { Clock, configureLogging, createHttpApp, loadConfig, newId } from '@lib/platform';
import { Client } from 'pg';
import { ground } from '../../apps/rooms.js';
import { until } from '../faults/until.js';
import { ApiClient } from './api-client.js';
import type { TestDatabase } from './postgres.js';
import { beginStory, type StoryTime } from './story-time.js';

const PATIENCE_MS = 30_000;

export class StoryHouse {
  private readonly dataDir = mkdtempSync(join(tmpdir(), 'guichet-story-'));
  private app: NestFastifyApplication | undefined;
  private url = '';

  private constructor(
    private readonly database: TestDatabase,
    private readonly rooms: Type[],
    readonly rows: Client,
    private readonly time: StoryTime,
  ) {}

  /** Furnish it through `rows`, then `open` it. */
  static async build(database: TestDatabase, rooms: Type[], start: Date): Promise<StoryHouse> {
    const time = await beginStory(database, start);
    const rows = new Client({ connectionString: database.url });
    await rows.connect();
    return new StoryHouse(database, rooms, rows, time);
  }

  async open(): Promise<void> {
    configureLogging('silent');
    const config = loadConfig({
      DATABASE_URL: this.database.url,
      DATABASE_POOL: '6',
      GUICHET_SECRET: 'a-secret-for-tests-only-0123456789',
      GUICHET_DATA_DIR: this.dataDir,
    });
    @Module({ imports: [...ground(config), ...this.rooms] })
    class HouseModule {}
    const app = await createHttpApp(HouseModule, config);
    app.get(Clock).now = () => this.time.now();
    await app.listen(0, '127.0.0.1');
    this.url = `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}`;
    this.app = app;
  }

  async close(): Promise<void> {
    await this.app?.close();
  }

  async end(): Promise<void> {
    await this.close();
    await this.rows.end().catch(() => undefined);
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  as(token: string): ApiClient {
    return new ApiClient(this.url, token, '');
  }

  /** Time passes, and what is due by then happens. */
  async moveTo(when: Date): Promise<void> {
    await this.time.moveTo(when);
    await this.quiet();
  }

  async quiet(): Promise<void> {
    await until(async () => {
      const { rows } = await this.rows.query(
        `SELECT listener FROM bus.delivery WHERE listener = 'clocks.ticket'
         UNION ALL SELECT kind FROM bus.timer WHERE kind LIKE 'clocks-%' AND due_at <= now()`,
      );
      return rows.length === 0;
    }, PATIENCE_MS);
  }

  /** A mail comes in at this moment; the answer is its ticket. */
  async mail(from: string, at: Date, locale?: 'fr' | 'en'): Promise<string> {
    await this.time.moveTo(at);
    const key = newId();
    const app = this.app;
    if (!app) throw new Error('the house is not open');
    const { ticketId } = await app.get(Database).transaction((tx) =>
      app.get(IntakeService).receive(
        tx,
        InboundMessage.parse({
          channel: 'email',
          kind: 'message',
          externalId: `mail:${key}`,
          lane: `mid:${key}`,
          threadKeys: [`mid:${key}`],
          from: { kind: 'email', value: `${from.toLowerCase()}@example.org`, name: `${from} Holm` },
          to: { kind: 'email', value: 'support@guichet.test' },
          locale,
          receivedAt: at.toISOString(),
          subject: 'A matter',
          text: 'It does not work.',
          data: { messageId: key },
        }),
      ),
    );
    if (!ticketId) throw new Error('the mail came into no ticket');
    await this.quiet();
    return ticketId;
  }
}
