/** The mail edge in one small application: its doors on free ports, its data in a folder of its own, and who may ask. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { BUS_ENTITIES, BusModule } from '@lib/bus';
import {
  ASK_NAME,
  EMAIL_ENTITIES,
  EmailApiModule,
  EmailModule,
  EmailWorkerModule,
  PARSE_WORKER,
  SmtpDoor,
  TRUST_WORKER,
} from '@lib/channels/email';
import type { InboundMessage, MailRecord } from '@lib/contracts';
import { Database, DatabaseModule } from '@lib/database';
import {
  AUTHENTICATOR,
  AuthGuard,
  configureLogging,
  loadConfig,
  PlatformModule,
  type Principal,
} from '@lib/platform';
import { createTransport } from 'nodemailer';
import { builtParseWorker, builtTrustWorker } from './email-parse-worker.js';

export interface MailEdge {
  app: NestFastifyApplication;
  url: string;
  smtpPort: number;
  dataDir: string;
  database: Database;
  /** Puts raw bytes through the SMTP door; resolves with the server's words. */
  deliver(raw: string | Buffer, options?: { from?: string; to?: string[] }): Promise<string>;
  call(path: string, init?: RequestInit & { role?: Principal['role'] | null }): Promise<Response>;
  record(id: string): Promise<MailRecord>;
  inbox(): Promise<InboundMessage[]>;
  close(): Promise<void>;
}

/** `names`: who answers what the checks of senders ask; nobody is asked unless said. */
export async function startMailEdge(
  databaseUrl: string,
  env: NodeJS.ProcessEnv = {},
  names: ((name: string, type: string) => Promise<string[] | string[][]>) | null = null,
): Promise<MailEdge> {
  configureLogging('silent');
  const dataDir = mkdtempSync(join(tmpdir(), 'guichet-mail-'));
  const config = loadConfig({
    DATABASE_URL: databaseUrl,
    DATABASE_POOL: '8',
    GUICHET_SECRET: 'a-secret-for-tests-only-0123456789',
    GUICHET_DATA_DIR: dataDir,
    SMTP_IN_PORT: '0',
    ...env,
  });

  @Module({
    imports: [
      PlatformModule.forRoot(config),
      DatabaseModule.forRoot([...BUS_ENTITIES, ...EMAIL_ENTITIES]),
      BusModule,
      EmailModule,
      EmailApiModule,
      EmailWorkerModule,
    ],
    providers: [
      {
        provide: AUTHENTICATOR,
        useValue: { authenticate: (token: string) => Promise.resolve(principal(token)) },
      },
      { provide: APP_GUARD, useClass: AuthGuard },
    ],
  })
  class EdgeModule {}

  const testing = await Test.createTestingModule({ imports: [EdgeModule] })
    .overrideProvider(PARSE_WORKER)
    .useValue(builtParseWorker())
    .overrideProvider(TRUST_WORKER)
    .useValue(builtTrustWorker())
    .overrideProvider(ASK_NAME)
    .useValue(names)
    .compile();
  const app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  const smtpPort = await app.get(SmtpDoor).listen(0, '127.0.0.1');
  config.SMTP_IN_PORT = smtpPort;
  const url = `http://127.0.0.1:${port}`;
  const database = app.get(Database);
  const call: MailEdge['call'] = (path, { role = 'admin', ...init } = {}) =>
    fetch(`${url}${path}`, {
      ...init,
      headers: {
        ...(role && { authorization: `Bearer ${role}` }),
        ...(init.headers as Record<string, string>),
      },
    });
  return {
    app,
    url,
    smtpPort,
    dataDir,
    database,
    deliver: (raw, options) => deliver(smtpPort, raw, options),
    call,
    record: async (id) => (await (await call(`/api/admin/mail/${id}`)).json()) as MailRecord,
    inbox: async () =>
      (await database.query<{ body: InboundMessage }>(`SELECT body FROM bus.inbox ORDER BY ordinal`)).map(
        (row) => row.body,
      ),
    close: async () => {
      await app.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The id the door answered with. */
export function idIn(response: string): string {
  return /[0-9a-f-]{36}/.exec(response)?.[0] ?? '';
}

async function deliver(
  port: number,
  raw: string | Buffer,
  { from = 'customer@example.net', to = ['support@guichet.test'] }: { from?: string; to?: string[] } = {},
): Promise<string> {
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  try {
    return (await transport.sendMail({ envelope: { from, to }, raw })).response;
  } finally {
    transport.close();
  }
}

function principal(token: string): Principal | null {
  if (token !== 'admin' && token !== 'supervisor' && token !== 'agent') return null;
  return { agentId: '0197f000-0000-7000-8000-000000000001', role: token, name: token, sessionId: 'session' };
}
