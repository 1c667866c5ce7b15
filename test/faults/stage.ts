/** The real product on a database of its own, with customers and agents around it, to be killed and started again. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConsoleConnection } from '@lib/realtime-client';
import { Client } from 'pg';
import { startApp, type RunningApp } from '../support/app.js';
import type { Dovecot } from '../support/dovecot.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js';
import { check, type Fault } from './checker.js';
import { compareWithFresh, isReady, openConsole } from './console-view.js';
import { Desks } from './desk.js';
import type { ConsoleView, Evidence } from './evidence.js';
import { Ledger } from './ledger.js';
import { postMail, readOutgoing, seenKeys, sendMail } from './mail-sender.js';
import { ageLeases, furnish, readStored, unfinished, type Worker } from './rows.js';
import { Subscriber } from './subscriber.js';
import { until } from './until.js';
import { Visitor } from './visitor.js';
import { openWaitingRoom, type WaitingRoom } from './waiting-room.js';

const PATIENCE_MS = 60_000;

/** At a named point, or some time after the work began. */
export type Strike = { point: string; nth: number } | { afterMs: number };

export interface Round {
  died: boolean;
  faults: Fault[];
  /** From the death to the end of the recovery, start of the process included. */
  recoveredMs: number;
}

export interface StageOptions {
  name: string;
  folder: string;
  dovecot: Dovecot;
  box: string;
}

export async function openStage(options: StageOptions): Promise<Stage> {
  mkdirSync(options.folder, { recursive: true, mode: 0o755 });
  const database = await createDatabase();
  const rows = new Client({ connectionString: database.url });
  rows.on('error', () => undefined);
  await rows.connect();
  const people = await furnish(rows, ['Lea', 'Sam', 'Noor']);
  const sink = await startSmtpSink();
  const switchFile = join(options.folder, 'crash-at');
  const app = await startApp({
    databaseUrl: database.url,
    dataDir: join(options.folder, 'data'),
    env: {
      GUICHET_CRASH_AT: `@${switchFile}`,
      GUICHET_DEMO: '0',
      VOICE_CARRIER: 'off',
      WRAP_UP_MS: '0',
      SMTP_URL: sink.url,
      IMAP_URL: `${options.dovecot.url(options.box)}/INBOX?mailbox=support@guichet.test`,
      IMAP_TLS_INSECURE: '1',
      LOG_LEVEL: 'warn',
    },
  });
  await until(
    async () => (await rows.query(`SELECT 1 FROM email.mailbox WHERE state = 'ok'`)).rowCount,
    PATIENCE_MS,
  );
  const room = await openWaitingRoom(app.port);
  return new Stage(options, { database, rows, sink, app, room, switchFile }, people);
}

interface Props {
  database: TestDatabase;
  rows: Client;
  sink: SmtpSink;
  app: RunningApp;
  room: WaitingRoom;
  switchFile: string;
}

export class Stage {
  private readonly ledger: Ledger;
  private readonly desks: Desks;
  private readonly witness: Subscriber;
  private readonly supervisor: ConsoleConnection;
  private readonly visitors: Visitor[] = [];
  private readonly known = new Set<string>();
  private watched: (() => void)[] = [];
  private rounds = 0;
  private deaths = 0;
  private down: Promise<void> | undefined;

  constructor(
    private readonly options: StageOptions,
    private readonly props: Props,
    private readonly people: { agents: Worker[]; supervisor: Worker },
  ) {
    const { url } = props.room;
    this.ledger = new Ledger(join(options.folder, 'ledger.ndjson'));
    this.supervisor = openConsole(url, people.supervisor.token);
    this.witness = new Subscriber(url, people.supervisor.token, 'witness');
    this.desks = new Desks(url, this.ledger, people.agents, (ticketId) => {
      this.witness.watch(ticketId);
      this.watched.push(this.supervisor.watch(ticketId));
    });
  }

  /** A few customers, a death in the midst of it, a restart, everything brought to its end, and the checker's word. */
  async round(strike: Strike, { aged = true } = {}): Promise<Round> {
    await until(() => this.desks.desks.every((desk) => isReady(desk.console, [])), PATIENCE_MS);
    this.arm(strike);
    const work = this.work(`${this.options.name}${(this.rounds += 1)}`);
    const killer = 'afterMs' in strike ? this.killAfter(strike.afterMs) : undefined;
    const over = work.then(() => this.quiet());
    over.catch(() => undefined); // judged below, after the death
    const died = await Promise.race([this.death(), over.then(() => false)]);
    await killer;
    const at = Date.now();
    if (died) await this.recover(aged);
    this.disarm();
    const stuck = await over.then(
      () => [],
      (error: Error) => [error.message],
    );
    const recoveredMs = Date.now() - at;
    const faults = await this.evidence().then(check, unseen);
    this.leaveTickets();
    return { died, faults: this.fresh(faults).concat(stuckFaults(stuck, faults)), recoveredMs };
  }

  async close(): Promise<void> {
    const { app, room, sink, rows, database } = this.props;
    this.desks.close();
    this.supervisor.close();
    this.witness.close();
    for (const visitor of this.visitors) visitor.close();
    await room.close();
    await app.dispose();
    await sink.stop();
    await rows.end();
    this.ledger.close();
    await database.drop();
    rmSync(this.options.folder, { recursive: true, force: true });
  }

  /** Two mails through our own door, one into the watched mailbox, one chat of three lines; the desks do the rest. */
  private async work(name: string): Promise<void> {
    const { dovecot, box } = this.options;
    const up = async (): Promise<void> => this.down;
    const port = this.props.app.smtpPort;
    const visitor = new Visitor(this.props.room.url, `visitor:${name}`, this.ledger);
    this.visitors.push(visitor);
    await Promise.all([
      sendMail(this.ledger, { key: `${name}-m1`, from: `ann.${name}`, port, up }),
      sendMail(this.ledger, { key: `${name}-m2`, from: `bob.${name}`, port, up }),
      postMail(this.ledger, { key: `${name}-m3`, from: `eve.${name}`, dovecot, box }),
      visitor.talk([1, 2, 3].map((line) => `${name}-c${line}`)),
    ]);
  }

  private async quiet(): Promise<void> {
    await until(async () => (await unfinished(this.props.rows)).length === 0, PATIENCE_MS, 50);
    await Promise.all(this.desks.desks.map((desk) => desk.idle()));
  }

  private async recover(aged: boolean): Promise<void> {
    this.deaths += 1;
    this.disarm();
    if (aged) await ageLeases(this.props.rows);
    let isUp = (): void => undefined;
    this.down = new Promise((done) => (isUp = done));
    await this.props.app.start();
    isUp();
    this.down = undefined;
  }

  private async death(): Promise<boolean> {
    await until(() => !isAlive(this.props.app.pid), PATIENCE_MS);
    return true;
  }

  private async killAfter(ms: number): Promise<void> {
    await new Promise((done) => setTimeout(done, ms));
    await this.props.app.kill();
  }

  private arm(strike: Strike): void {
    if ('point' in strike) writeFileSync(this.props.switchFile, `${strike.point}:${strike.nth}`);
  }

  private disarm(): void {
    rmSync(this.props.switchFile, { force: true });
  }

  private async evidence(): Promise<Evidence> {
    const { rows, sink } = this.props;
    await until(() => this.witness.settled, PATIENCE_MS);
    const consoles = await this.compareConsoles();
    return {
      entries: this.ledger.entries(),
      stored: await readStored(rows),
      outgoing: sink.mails.map(({ raw }) => readOutgoing(raw)),
      visitors: this.visitors.flatMap(({ connections }) => connections),
      sessions: this.witness.sessions,
      consoles,
      seen: seenKeys(this.options.dovecot, this.options.box),
      deaths: this.deaths,
    };
  }

  private compareConsoles(): Promise<ConsoleView[]> {
    const { url } = this.props.room;
    const compare = (console: ConsoleConnection, { name, token }: Worker, ticketIds: string[]) =>
      compareWithFresh(name, console, { url, token, ticketIds }, 5_000);
    return Promise.all([
      compare(this.supervisor, this.people.supervisor, [...this.desks.offered]),
      ...this.desks.desks.map((desk) => compare(desk.console, desk.worker, [])),
    ]);
  }

  /** The evidence grows with every round; what was found before is not told again. */
  private fresh(faults: Fault[]): Fault[] {
    const news = faults.filter(({ what }) => !this.known.has(what));
    for (const { what } of news) this.known.add(what);
    return news;
  }

  private leaveTickets(): void {
    for (const release of this.watched.splice(0)) release();
    this.witness.forget();
    this.desks.offered.clear();
  }
}

/** A round that did not come to its end has always something to say for it; if the checker is silent, that is told. */
function stuckFaults(stuck: string[], faults: Fault[]): Fault[] {
  return faults.length > 0 ? [] : stuck.map((what) => ({ guarantee: 'G8 recovers', what }));
}

/** Evidence that cannot be gathered speaks for itself. */
function unseen(error: Error): Fault[] {
  return [{ guarantee: 'G8 recovers', what: error.message }];
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
