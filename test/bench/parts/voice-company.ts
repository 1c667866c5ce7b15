/** The whole product with its carrier, a phone menu and people at work, for benches that call it; only the people are programs. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { migrate, startEmbeddedPostgres, type EmbeddedPostgres } from '@lib/database';
import { Client, Pool } from 'pg';
import { furnish, type Worker } from '../../faults/rows.js';
import type { Hummers } from '../../fixtures/audio/peers/humming-device.js';
import { SoftPhone } from '../../fixtures/audio/peers/soft-phone.js';
import { WebPhone } from '../../fixtures/audio/peers/web-phone.js';
import { ApiClient } from '../../support/api-client.js';
import { startApp, type RunningApp } from '../../support/app.js';
import { freePort } from '../../support/ports.js';
import { ProductProcesses } from './product-processes.js';

/** As `npm start` runs it. */
const { productFlags } = (await import(resolve('infra/bin/parts/product-flags.mjs'))) as {
  productFlags: string[];
};
export const OUR_NUMBER = '+15005550100';
/** The key that leads from the menu to people. */
export const KEY = '1';
/** The notes by which it is known who hears whom. */
export const HZ = { caller: 440, agent: 700 };

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const place = null;

export class VoiceCompany {
  readonly processes: ProductProcesses;

  private constructor(
    private readonly app: RunningApp,
    private readonly rows: Pool,
    private readonly people: Worker[],
    /** Where telephones are plugged in. */
    private readonly edge: string,
    private readonly postgres: EmbeddedPostgres,
    private readonly folder: string,
  ) {
    this.processes = new ProductProcesses(app.pid, join(folder, 'postgres', 'cluster'));
  }

  /** With so many agents at one queue. Closed by `close()`, also when something failed meanwhile. */
  static async open(agents: number): Promise<VoiceCompany> {
    const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
    chmodSync(folder, 0o711); // root lends the database server to another user, who has to get in
    const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), log: quiet });
    const rows = new Pool({ connectionString: postgres.url, max: 4 });
    let app: RunningApp | undefined;
    try {
      await migrate(postgres.url);
      const { people, boss } = await hired(postgres.url, agents);
      const voicePort = await freePort();
      app = await startApp({ databaseUrl: postgres.url, env: settings(voicePort) });
      const edge = `ws://127.0.0.1:${voicePort}`;
      const company = new VoiceCompany(app, rows, people, edge, postgres, folder);
      await publishMenu(new ApiClient(app.url, boss.token, boss.id));
      return company;
    } catch (error) {
      await close(app, rows, postgres, folder);
      throw error;
    }
  }

  close(): Promise<void> {
    return close(this.app, this.rows, this.postgres, this.folder);
  }

  /** A softphone for every agent, which picks up by itself. */
  softPhones(hummers: Hummers): Promise<SoftPhone[]> {
    return Promise.all(
      this.people.map(async (worker) => {
        const { body } = await this.client(worker).post<{ token: string }>('/api/voice/token');
        return SoftPhone.register(this.edge, hummers, body.token, HZ.agent);
      }),
    );
  }

  /** The telephone of the nth caller. */
  telephone(hummers: Hummers, nth: number): Promise<WebPhone> {
    return WebPhone.plug(this.edge, hummers, `+1500556${String(1_000 + nth).padStart(4, '0')}`, HZ.caller);
  }

  async all<R extends object>(sql: string): Promise<R[]> {
    return (await this.rows.query<R>(sql)).rows;
  }

  async count(what: string): Promise<number> {
    const [row] = await this.all<{ count: number }>(`SELECT count(*)::int FROM ${what}`);
    return row?.count ?? Number.NaN;
  }

  /** Everybody takes what is offered to them, at once. */
  async takeOffers(): Promise<void> {
    const offers = await this.all<{ id: string; agent_id: string }>(
      `SELECT id, agent_id FROM routing.offer WHERE state = 'made'`,
    );
    await Promise.all(
      offers.flatMap(({ id, agent_id }) =>
        this.people
          .filter((agent) => agent.id === agent_id)
          .map((agent) => this.client(agent).post(`/api/offers/${id}/accept`)),
      ),
    );
  }

  /** What the carrier says of itself. */
  async carrierHealth(): Promise<{ silentLegs: number; silentLegsSeen: number; skippedTicks: number }> {
    const answer = await fetch(`${this.edge.replace('ws:', 'http:')}/health`);
    return (await answer.json()) as { silentLegs: number; silentLegsSeen: number; skippedTicks: number };
  }

  /** Milliseconds that the carrier waited for each answer to an address like this, from its own journal. */
  webhookTimes(address: RegExp): number[] {
    const file = join(this.app.dataDir, 'voice-node', 'journal.jsonl');
    const text = [`${file}.4`, `${file}.3`, `${file}.2`, `${file}.1`, file]
      .map((each) => (existsSync(each) ? readFileSync(each, 'utf8') : ''))
      .join('');
    return text
      .split('\n')
      .filter((line) => line.includes('"webhook answered"'))
      .map((line) => JSON.parse(line) as { path: string; ms: number })
      .flatMap(({ path, ms }) => (address.test(path) ? [ms] : []));
  }

  private client({ token, id }: Worker): ApiClient {
    return new ApiClient(this.app.url, token, id);
  }
}

async function publishMenu(admin: ApiClient): Promise<void> {
  const text = (words: string) => ({ fr: words, en: words });
  const flow = {
    start: 'main',
    person: 'people',
    steps: [
      {
        ...{ id: 'main', name: 'Main', place, kind: 'choose', text: text('What about?'), repeats: 3 },
        choices: [{ key: KEY, to: 'people' }],
      },
      { id: 'people', name: 'People', place, kind: 'queue', text: null, queueId: null },
    ],
  };
  const menu = { name: 'Main', numbers: [OUR_NUMBER], flow };
  const made = await admin.post<{ id: string; version: number }>('/api/admin/phone-menus', menu);
  const { id, version } = made.body;
  const live = await admin.post(
    `/api/admin/phone-menus/${id}/publish`,
    { reason: 'a bench' },
    { 'if-match': String(version) },
  );
  if (live.status >= 300) throw new Error(`no menu: ${live.status} ${JSON.stringify(live.body)}`);
}

async function hired(url: string, count: number): Promise<{ people: Worker[]; boss: Worker }> {
  const names = Array.from({ length: count }, (_, n) => `Agent ${n}`);
  const database = new Client({ connectionString: url });
  await database.connect();
  try {
    const { agents, supervisor } = await furnish(database, names);
    await database.query(`UPDATE agents.agent SET role = 'admin' WHERE id = $1`, [supervisor.id]);
    await database.query(
      `INSERT INTO agents.console (id, agent_id, expires_at)
       SELECT 'bench-' || id, id, now() + interval '1 day' FROM agents.agent`,
    );
    return { people: agents, boss: supervisor };
  } finally {
    await database.end();
  }
}

function settings(voicePort: number): Record<string, string> {
  return {
    GUICHET_DEMO: '0',
    LOG_LEVEL: 'warn',
    NODE_OPTIONS: productFlags.filter((flag) => flag !== '--enable-source-maps').join(' '),
    VOICE_NODE_PORT: String(voicePort),
    WRAP_UP_MS: '0',
  };
}

async function close(
  app: RunningApp | undefined,
  rows: Pool,
  postgres: EmbeddedPostgres,
  folder: string,
): Promise<void> {
  await app?.dispose();
  await rows.end();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
