/** The voice edge in one small application on a free port, and a carrier's hand that signs what it posts. */
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module, type ModuleMetadata } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { BUS_ENTITIES, BusModule } from '@lib/bus';
import {
  carrierAccount,
  VOICE_ENTITIES,
  VoiceApiModule,
  VoiceUrls,
  VoiceWorkerModule,
} from '@lib/channels/voice';
import { DatabaseModule } from '@lib/database';
import {
  AUTHENTICATOR,
  AuthGuard,
  configureLogging,
  loadConfig,
  PlatformModule,
  Secrets,
  type Config,
  type Principal,
} from '@lib/platform';

export { until } from '../faults/until.js';

export const testSecret = 'a-secret-for-tests-only-0123456789';

export interface VoiceEdge {
  url: string;
  app: NestFastifyApplication;
  config: Config;
  account: Config['voice'];
  /** Posts as the carrier would. */
  hook(
    path: string,
    body: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<{ status: number; text: string }>;
  close(): Promise<void>;
}

export interface EdgeOptions {
  env?: NodeJS.ProcessEnv;
  extra?: ModuleMetadata;
  agents?: Record<string, Principal>;
}

export async function startVoiceEdge(
  databaseUrl: string,
  { env = {}, extra = {}, agents = {} }: EdgeOptions = {},
): Promise<VoiceEdge> {
  configureLogging('silent');
  const dataDir = mkdtempSync(join(tmpdir(), 'guichet-voice-'));
  const config = loadConfig({
    DATABASE_URL: databaseUrl,
    DATABASE_POOL: '6',
    GUICHET_SECRET: testSecret,
    GUICHET_DATA_DIR: dataDir,
    ...env,
  });

  @Module({
    imports: [
      PlatformModule.forRoot(config),
      DatabaseModule.forRoot([...BUS_ENTITIES, ...VOICE_ENTITIES]),
      BusModule,
      VoiceApiModule,
      VoiceWorkerModule,
      ...(extra.imports ?? []),
    ],
    providers: [
      {
        provide: AUTHENTICATOR,
        useValue: { authenticate: (token: string) => Promise.resolve(agents[token] ?? null) },
      },
      { provide: APP_GUARD, useClass: AuthGuard },
      ...(extra.providers ?? []),
    ],
  })
  class EdgeModule {}

  const app = await NestFactory.create<NestFastifyApplication>(EdgeModule, new FastifyAdapter(), {
    logger: false,
  });
  await app.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}`;
  const account = carrierAccount(config, app.get(Secrets));
  const { base } = app.get(VoiceUrls);
  return {
    url,
    app,
    config,
    account,
    hook: async (path, body, headers = {}) => {
      const signature = sign(account.authToken, base + path, body);
      const response = await fetch(url + path, {
        method: 'POST',
        headers: { 'x-twilio-signature': signature, ...headers },
        body: new URLSearchParams(body),
      });
      return { status: response.status, text: await response.text() };
    },
    close: async () => {
      await app.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export function sign(token: string, url: string, body: Record<string, string>): string {
  const text = Object.keys(body)
    .sort()
    .map((key) => key + (body[key] ?? ''))
    .join('');
  return createHmac('sha1', token)
    .update(url + text)
    .digest('base64');
}
