/** The same job with every service in a process of its own on one PostgreSQL, behind one origin. */
import { jest } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startApp, type RunningApp } from '../support/app.js';
import { startDovecot, type Dovecot } from '../support/dovecot.js';
import { startFrontProxy, type FrontProxy } from '../support/front-proxy.js';
import { eventually } from '../support/main-path.js';
import { tellMainPath } from '../support/main-path-story.js';
import { freePorts } from '../support/ports.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js';

jest.setTimeout(120_000);

const services: RunningApp[] = [];
let database: TestDatabase;
let dovecot: Dovecot;
let sink: SmtpSink;
let proxy: FrontProxy;
let smtpPort = 0;
let carrier: ChildProcess | undefined;
/** Files are shared between services as the database is. */
const folder = mkdtempSync(join(tmpdir(), 'guichet-services-'));

beforeAll(async () => {
  [dovecot, sink, database] = await Promise.all([
    startDovecot({ users: 2 }),
    startSmtpSink(),
    createDatabase(),
  ]);
  const [front, voiceNode] = (await freePorts(2)) as [number, number];
  const hex = () => randomBytes(16).toString('hex');
  const shared = {
    DATABASE_URL: database.url,
    GUICHET_SECRET: randomBytes(32).toString('base64url'),
    GUICHET_DEMO: '1',
    PUBLIC_URL: `http://127.0.0.1:${front}`,
    CHAT_SOCKET_PATH: '/chat/socket.io',
    SMTP_URL: sink.url,
    IMAP_URL: `${dovecot.url('box1')}/INBOX?mailbox=support@guichet.test`,
    IMAP_TLS_INSECURE: '1',
    VOICE_NODE_PORT: String(voiceNode),
    // The embedded carrier stands alone here, so both sides are told the account.
    TWILIO_ACCOUNT_SID: `AC${hex()}`,
    TWILIO_AUTH_TOKEN: hex(),
    TWILIO_API_KEY: `SK${hex()}`,
    TWILIO_API_SECRET: hex(),
    TWILIO_APP_SID: `AP${hex()}`,
  };
  const start = async (app: string): Promise<RunningApp> => {
    const running = await startApp({ app, databaseUrl: database.url, dataDir: folder, env: shared });
    services.push(running);
    return running;
  };
  carrier = await startVoiceNode(shared);
  const desk = await start('desk');
  const [gateway, chat, email, voice] = await Promise.all([
    start('gateway'),
    start('chat'),
    start('email'),
    start('voice'),
    start('router'),
  ]);
  smtpPort = email.smtpPort;
  proxy = await startFrontProxy(front, {
    desk: desk.port,
    gateway: gateway.port,
    chat: chat.port,
    voice: voice.port,
  });
}, 120_000);

afterAll(async () => {
  await proxy?.stop();
  await Promise.all(services.map((service) => service.dispose()));
  carrier?.kill();
  rmSync(folder, { recursive: true, force: true });
  await database?.drop();
  await dovecot?.stop();
  await sink?.stop();
});

tellMainPath(() => ({ origin: proxy.origin, smtpPort, dovecot, sink }));

/** It serves the carrier's own surface, not ours, so it has a health page of its own. */
async function startVoiceNode(shared: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [resolve(import.meta.dirname, '../../dist/apps/voice-node/main.js')],
    {
      env: { ...process.env, ...shared, GUICHET_DATA_DIR: folder },
      stdio: 'ignore',
    },
  );
  await eventually('the carrier is healthy', () =>
    fetch(`http://127.0.0.1:${shared['VOICE_NODE_PORT']}/health`).then(
      (answer) => answer.ok,
      () => false,
    ),
  );
  return child;
}
