/** One Nest application on Fastify as every service needs it: bounded bodies, safe headers, plain problem answers, one socket engine. */
import type { Server } from 'node:http';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { newId } from './clock.js';
import type { Config } from './config.js';
import { GuichetIoAdapter } from './io-adapter.js';
import { NestLog } from './nest-log.js';

const BODY_LIMIT = 1024 * 1024;

export async function createHttpApp(
  module: Type | DynamicModule,
  config: Config,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    trustProxy: config.TRUST_PROXY.length > 0 ? config.TRUST_PROXY : false,
    genReqId: () => newId(),
    routerOptions: { caseSensitive: true, ignoreTrailingSlash: false, ignoreDuplicateSlashes: false },
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLog(),
    abortOnError: false,
    forceCloseConnections: true,
  });
  await app.register(cookie);
  await app.register(multipart, { limits: { files: 1, fields: 5, fieldSize: 4096, headerPairs: 50 } });
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: contentPolicy(config) },
    crossOriginEmbedderPolicy: false,
    // The widget's two files are loaded by other sites.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    strictTransportSecurity: config.publicUrl.startsWith('https:'),
  });
  app.useWebSocketAdapter(new GuichetIoAdapter(app, config));
  adapter.getInstance().addHook('onSend', async (request, reply) => {
    if (!request.url.startsWith('/api/') || /no-store/.test(String(reply.getHeader('cache-control')))) return;
    void reply.header('cache-control', 'no-store');
  });
  (app.getHttpServer() as Server).headersTimeout = 10_000;
  return app;
}

/** Inline styles are allowed because a mail's own layout is shown in a frame that inherits this policy; scripts never are. */
function contentPolicy(config: Config): Record<string, string[]> {
  const carrier = config.VOICE_CARRIER === 'twilio' ? ['wss://*.twilio.com', 'https://*.twilio.com'] : [];
  const apart = [config.GATEWAY_URL, config.CHAT_URL].flatMap((url) =>
    url ? [url, url.replace(/^http/, 'ws')] : [],
  );
  return {
    'default-src': ["'self'"],
    'script-src': ["'self'"],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'font-src': ["'self'"],
    'media-src': ["'self'", 'blob:', 'data:'],
    'connect-src': ["'self'", ...carrier, ...apart],
    'worker-src': ["'self'", 'blob:'],
    'frame-src': ["'self'"],
    'frame-ancestors': ["'none'"],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
  };
}
