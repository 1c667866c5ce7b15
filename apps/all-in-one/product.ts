/** The whole product in one process tree: database, carrier, services, pages. */
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { ensureFirstAdmin } from '@lib/agents';
import { attachEdgeProxy, voiceNodeUrl } from '@lib/channels/voice';
import { Database, migrate, startEmbeddedPostgres, type EmbeddedPostgres } from '@lib/database';
import {
  demoPassword,
  demoPeople,
  demoRuns,
  ensureDefaultQueue,
  keptSecret,
  makeDemoCompany,
  setDemoPassword,
} from '@lib/demo';
import {
  configureLogging,
  createHttpApp,
  dieLoudly,
  loadConfig,
  logger,
  ownOrigins,
  type Config,
} from '@lib/platform';
import { app } from '../rooms.js';
import { AllInOneApp, everything } from './app.module.js';
import { report, step } from './progress.js';
import { startCarrier } from './voice-carrier.js';

const log = logger('guichet');
let database: EmbeddedPostgres | undefined;
let stopping: Promise<void> | undefined;
const closing: (() => Promise<void> | void)[] = [];

try {
  await start();
} catch (error) {
  report.fatal(error);
  await stop();
  process.exit(1);
}

async function start(): Promise<void> {
  const config = settings();
  configureLogging(config.LOG_LEVEL);
  dieLoudly(log);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => void stop().then(() => process.exit(0)));
  process.on('disconnect', () => void stop().then(() => process.exit(0)));
  await step('database', () => openDatabase(config));
  await step('migrations', async () => {
    await migrate(config.DATABASE_URL ?? '');
    config.GUICHET_DEMO = await demoRuns(config);
  });
  const carrier = beginCarrier(config);
  const nest = await step('http', () => prepare(config));
  if (carrier) await step('voice', () => carrier);
  await nest.listen(config.PORT, config.HOST);
  log.info({ url: config.publicUrl, smtp: smtpOf(config) }, 'ready');
  report.ready({
    url: config.publicUrl,
    smtp: smtpOf(config),
    demo: config.GUICHET_DEMO ? { password: demoPassword(config), people: demoPeople } : undefined,
  });
  closing.push(() => nest.close());
}

function settings(): Config {
  // A made secret would lock services out of a shared database, so it is only made for the embedded one.
  const config = loadConfig();
  if (!config.DATABASE_URL)
    config.GUICHET_SECRET ??= keptSecret(config, 'secret', () => randomBytes(32).toString('base64url'));
  if (config.VOICE_CARRIER === 'embedded') config.VOICE_WEBHOOK_BASE ??= `http://127.0.0.1:${config.PORT}`;
  return config;
}

async function openDatabase(config: Config): Promise<void> {
  if (config.DATABASE_URL) return;
  database = await startEmbeddedPostgres({
    dataDir: join(config.GUICHET_DATA_DIR, 'postgres'),
    log: logger('postgres'),
    onLost: (error) => {
      log.fatal({ err: error }, 'the database is lost');
      process.exit(1);
    },
  });
  config.DATABASE_URL = database.url;
}

/** It gets ready beside us; what goes wrong there is told when it is waited for. */
function beginCarrier(config: Config): Promise<unknown> | undefined {
  if (config.VOICE_CARRIER !== 'embedded' || config.VOICE_NODE_URL) return undefined;
  const carrier = startCarrier(config).then((stopCarrier) => closing.push(stopCarrier));
  carrier.catch(() => undefined);
  return carrier;
}

async function prepare(config: Config): Promise<INestApplication> {
  const nest = await createHttpApp(app(AllInOneApp, config, everything), config);
  await nest.init();
  const rows = nest.get(Database);
  if (config.GUICHET_DEMO) {
    const made = await makeDemoCompany(rows, demoPassword(config));
    if (!made && config.GUICHET_DEMO_PASSWORD) await setDemoPassword(rows, config.GUICHET_DEMO_PASSWORD);
  }
  await ensureFirstAdmin(rows, config);
  await ensureDefaultQueue(rows);
  if (config.VOICE_CARRIER === 'embedded')
    attachEdgeProxy(nest.getHttpServer() as Server, voiceNodeUrl(config), ownOrigins(config));
  return nest;
}

function smtpOf(config: Config): string | null {
  return config.SMTP_IN_PORT > 0 ? `${config.SMTP_IN_HOST ?? config.HOST}:${config.SMTP_IN_PORT}` : null;
}

function stop(): Promise<void> {
  return (stopping ??= (async () => {
    for (const close of closing.reverse()) await close();
    await database?.stop();
  })());
}
