/** The API's own description, for machines and for people. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import { Problem } from '@lib/contracts';
import { ApiContract, Public } from '@lib/platform';
import type { FastifyReply } from 'fastify';

const ROOT = resolve(import.meta.dirname, '../../../..');
const VIEWER = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const FILES: Record<string, string> = {
  'viewer.js': 'text/javascript',
  'viewer.css': 'text/css',
  'start.js': 'text/javascript',
};
const START = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#api', deepLinking: true });`;
const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Guichet API</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/api/docs/viewer.css"></head>
<body><main id="api"></main><script src="/api/docs/viewer.js"></script><script src="/api/docs/start.js"></script></body></html>`;

@Controller('api')
@Public()
export class DocsController {
  @Get('openapi.json')
  @Header('content-type', 'application/json')
  @ApiContract({ summary: 'This description' })
  openapi(): Promise<string> {
    return readFile(resolve(ROOT, 'docs/openapi.json'), 'utf8');
  }

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  page(): string {
    return PAGE;
  }

  @Get('docs/:file')
  async file(@Param('file') name: string, @Res() reply: FastifyReply): Promise<void> {
    const type = FILES[name];
    if (!type) throw new Problem('not-found');
    const source = name === 'viewer.js' ? 'swagger-ui-bundle.js' : 'swagger-ui.css';
    const text = name === 'start.js' ? START : await readFile(resolve(VIEWER, source), 'utf8');
    await reply.type(type).header('cache-control', 'public, max-age=3600').send(text);
  }
}
