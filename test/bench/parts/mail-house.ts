/** A house for benches of mail: a database, a mail server and the built product in a process of its own, as it would run. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { migrate, startEmbeddedPostgres, type EmbeddedPostgres } from '@lib/database';
import { Client } from 'pg';
import { startDovecot, type Dovecot } from '../../support/dovecot.js';
import { freePorts } from '../../support/ports.js';
import { databaseCpuUs, databasePids, memoryMb, processCpuUs } from './processor-time.js';

/** As `npm start` runs it. */
const { productFlags } = (await import(resolve('infra/bin/parts/product-flags.mjs'))) as {
  productFlags: string[];
};
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Of processor time in a second. */
const AT_REST_US = 150_000;
const READERS_LOADED = 3;
const MOST_LOOKS = 30;

/** Microseconds by who used them. */
export type UsedCpu = Record<'main thread' | 'other threads' | 'database', number>;

export class MailHouse {
  private product: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    private readonly postgres: EmbeddedPostgres,
    readonly dovecot: Dovecot,
    private readonly ports: { http: number; smtp: number },
  ) {}

  /** With mail accounts box1 … boxN. With `statements` the server counts what each statement costs. */
  static async open(boxes: number, { statements = false } = {}): Promise<MailHouse> {
    const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
    chmodSync(folder, 0o711); // root lends the database server to another user, who has to get in
    const dataDir = join(folder, 'postgres');
    let postgres = await startEmbeddedPostgres({ dataDir, log: quiet });
    if (statements) {
      await postgres.stop();
      appendFileSync(
        join(dataDir, 'cluster', 'postgresql.auto.conf'),
        `shared_preload_libraries = 'pg_stat_statements'\npg_stat_statements.track_planning = on\n`,
      );
      postgres = await startEmbeddedPostgres({ dataDir, log: quiet });
      await ask(postgres.url, `CREATE EXTENSION pg_stat_statements`);
    }
    await migrate(postgres.url);
    const [http, smtp] = (await freePorts(2)) as [number, number];
    return new MailHouse(folder, postgres, await startDovecot({ users: boxes }), { http, smtp });
  }

  private get cluster(): string {
    return join(this.folder, 'postgres', 'cluster');
  }

  get smtpPort(): number {
    return this.ports.smtp;
  }

  /** Watching these accounts; resolves when it is ready and at rest: its readers load a moment later. */
  async start(boxes: string[]): Promise<void> {
    await this.run(boxes);
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      const before = this.cpu();
      await pause(1_000);
      const after = this.cpu();
      if (look >= READERS_LOADED && (!before || !after || sum(after) - sum(before) < AT_REST_US)) return;
    }
  }

  /** BENCH_FLAGS are more flags for Node, such as `--cpu-prof`. */
  private async run(boxes: string[]): Promise<void> {
    const child = spawn(
      process.execPath,
      [
        ...productFlags,
        ...(process.env.BENCH_FLAGS?.split(' ') ?? []),
        resolve('dist/apps/all-in-one/main.js'),
      ],
      {
        env: {
          PATH: process.env.PATH,
          PORT: String(this.ports.http),
          SMTP_IN_PORT: String(this.ports.smtp),
          DATABASE_URL: this.postgres.url,
          GUICHET_SECRET: 'a-secret-for-benches-only-0123456789',
          GUICHET_DATA_DIR: join(this.folder, 'data'),
          IMAP_URL: boxes
            .map((box, at) => `${this.dovecot.url(box)}/INBOX?mailbox=${mailboxOf(at)}`)
            .join(','),
          IMAP_TLS_INSECURE: '1',
          VOICE_CARRIER: 'off',
          LOG_LEVEL: 'warn',
        },
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    this.product = child;
    for (let look = 0; look < 600 && child.exitCode === null; look += 1) {
      const answer = await fetch(`http://127.0.0.1:${this.ports.http}/readyz`).catch(() => null);
      if (answer?.ok) return;
      await pause(100);
    }
    throw new Error('the product did not get ready');
  }

  async stop(): Promise<void> {
    const { product } = this;
    this.product = undefined;
    if (!product || product.exitCode !== null) return;
    product.kill('SIGTERM');
    await once(product, 'exit');
  }

  async close(): Promise<void> {
    await this.stop();
    await this.dovecot.stop();
    await this.postgres.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  ask<R extends object>(sql: string): Promise<R[]> {
    return ask<R>(this.postgres.url, sql);
  }

  /** Since its processes began. Null elsewhere than on Linux. */
  cpu(): UsedCpu | null {
    const product = processCpuUs(this.product?.pid ?? 0);
    const database = databaseCpuUs(this.cluster);
    if (!product || database === null) return null;
    return { 'main thread': product.mainThread, 'other threads': product.otherThreads, database };
  }

  /** Of the product and its database. Null elsewhere than on Linux. */
  memoryMb(): number | null {
    return memoryMb([String(this.product?.pid), ...databasePids(this.cluster)]);
  }
}

function sum(cpu: UsedCpu): number {
  return cpu['main thread'] + cpu['other threads'] + cpu.database;
}

/** The first is where all SMTP mail goes. */
export function mailboxOf(at: number): string {
  return at === 0 ? 'support@guichet.test' : `support${at}@guichet.test`;
}

async function ask<R extends object>(url: string, sql: string): Promise<R[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(sql)).rows;
  } finally {
    await client.end();
  }
}
