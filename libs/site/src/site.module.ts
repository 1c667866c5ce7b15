/** Serves what the browsers load: the console, the widget's two files, the demo pages, and the few public settings they need. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Controller, Get, Header, Inject, Module, Param, Res, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Problem } from '@lib/contracts';
import { ApiContract, CONFIG, Public, type Config } from '@lib/platform';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { DocsController } from './docs.controller.js';

const DIST = resolve(import.meta.dirname, '../../..');
const IMMUTABLE = 'public, max-age=31536000, immutable';
const PublicSettings = z.object({
  demo: z.boolean(),
  voice: z.boolean(),
  gatewayUrl: z.string().nullable(),
  chatUrl: z.string().nullable(),
  socketPath: z.string(),
});

/** The router of the console owns these paths; each is the same page. */
const CONSOLE_PATHS = [
  '',
  'work',
  'work/*',
  'customers',
  'customers/*',
  'views',
  'tasks',
  'search',
  'live',
  'mail',
  'mail/*',
  'knowledge',
  'knowledge/*',
  'wall',
  'settings',
  'settings/*',
  'login',
];

@Controller()
@Public()
export class SiteController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Readable from any site: the widget asks from where it is embedded. */
  @Get(['api/config', 'api/widget/config'])
  @Header('access-control-allow-origin', '*')
  @ApiContract({ summary: 'What a browser may know before anybody logs in', answer: PublicSettings })
  settings(): z.infer<typeof PublicSettings> {
    return {
      demo: this.config.GUICHET_DEMO ?? false,
      voice: this.config.VOICE_CARRIER !== 'off',
      gatewayUrl: this.config.GATEWAY_URL ?? null,
      chatUrl: this.config.CHAT_URL ?? null,
      socketPath: this.config.CHAT_SOCKET_PATH,
    };
  }

  @Get(CONSOLE_PATHS)
  async console(@Res() reply: FastifyReply): Promise<void> {
    await page(reply, 'console', 'index.html');
  }

  /** Five minutes, so that a new widget reaches every site soon; the panel is asked for by the loader's version. */
  @Get(['w.js', 'panel.js'])
  async widget(@Res() reply: FastifyReply): Promise<void> {
    const file = reply.request.url.split('?')[0]?.slice(1) ?? '';
    void reply.header('cache-control', 'public, max-age=300').header('access-control-allow-origin', '*');
    await reply.sendFile(file, resolve(DIST, 'widget'), { cacheControl: false });
  }

  @Get(['favicon.svg', 'favicon.ico'])
  async icon(@Res() reply: FastifyReply): Promise<void> {
    void reply.header('cache-control', 'public, max-age=86400');
    await reply.sendFile('favicon.svg', resolve(DIST, 'console'), { cacheControl: false });
  }

  @Get(['demo', 'demo/:page'])
  async demo(@Res() reply: FastifyReply, @Param('page') name?: string): Promise<void> {
    if (!this.config.GUICHET_DEMO || (name !== undefined && !['mail', 'phone'].includes(name)))
      throw new Problem('not-found');
    await page(reply, 'widget', `demo/${name ?? 'index'}.html`);
  }
}

async function page(reply: FastifyReply, root: 'console' | 'widget', file: string): Promise<void> {
  if (!existsSync(resolve(DIST, root, file))) throw new Problem('not-found', 'This page has not been built');
  void reply.header('cache-control', 'no-store').type('text/html; charset=utf-8');
  await reply.sendFile(file, resolve(DIST, root), { cacheControl: false });
}

@Module({ controllers: [SiteController, DocsController] })
export class SiteModule implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  async onModuleInit(): Promise<void> {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    const places = [
      { root: resolve(DIST, 'console/assets'), prefix: '/assets/' },
      { root: resolve(DIST, 'console/sounds'), prefix: '/sounds/' },
      { root: resolve(DIST, 'widget/demo/assets'), prefix: '/demo/assets/' },
    ].filter((place) => existsSync(place.root));
    // The first registration brings `reply.sendFile`, with or without a built console.
    await fastify.register(fastifyStatic, { root: DIST, serve: false });
    for (const place of places)
      await fastify.register(fastifyStatic, {
        ...place,
        decorateReply: false,
        index: false,
        cacheControl: false,
        setHeaders: (reply) => {
          const seconds = place.prefix === '/sounds/' ? 'public, max-age=3600' : IMMUTABLE;
          void reply.header('cache-control', seconds);
        },
      });
  }
}
