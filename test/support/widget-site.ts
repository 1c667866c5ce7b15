/** The built widget served by its own origin, and strangers' sites that embed it, each with a policy of its own. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const root = resolve(import.meta.dirname, '../..');

/** A build of its own, so that a running installation's files are not touched. */
export function buildWidget(): string {
  const outDir = mkdtempSync(join(tmpdir(), 'guichet-widget-'));
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  execFileSync(process.execPath, [vite, 'build', '--config', join(root, 'apps/widget/vite.config.ts')], {
    cwd: root,
    env: { ...process.env, WIDGET_OUT_DIR: outDir, NODE_ENV: 'production' },
    stdio: 'pipe',
  });
  return outDir;
}

const types: Record<string, string> = {
  js: 'text/javascript',
  css: 'text/css',
  html: 'text/html',
  woff2: 'font/woff2',
  svg: 'image/svg+xml',
};

/** As desk serves it: two scripts any site may load, and the demo pages under a strict policy. */
export function serveWidget(app: NestFastifyApplication, dist: string): void {
  const fastify = app.getHttpAdapter().getInstance();
  const file = (path: string) => readFileSync(join(dist, path));
  for (const name of ['w.js', 'panel.js']) {
    fastify.get(`/${name}`, (_, reply) =>
      reply
        .headers({
          'content-type': 'text/javascript',
          'access-control-allow-origin': '*',
          'cross-origin-resource-policy': 'cross-origin',
        })
        .send(file(name)),
    );
  }
  fastify.get('/api/widget/config', (_, reply) =>
    reply
      .header('access-control-allow-origin', '*')
      .send({ demo: true, voice: false, gatewayUrl: null, chatUrl: null, socketPath: '/socket.io' }),
  );
  const policy = "default-src 'self'; connect-src 'self' ws:; img-src 'self' data:; frame-ancestors 'none'";
  const page = (name: string) => ({
    headers: { 'content-type': 'text/html', 'content-security-policy': policy },
    body: () => file(`demo/${name}`),
  });
  for (const [path, { headers, body }] of [
    ['/demo', page('index.html')],
    ['/demo/mail', page('mail.html')],
  ] as const)
    fastify.get(path, (_, reply) => reply.headers(headers).send(body()));
  fastify.get('/demo/assets/:name', (request, reply) => {
    const { name } = request.params as { name: string };
    return reply
      .header('content-type', types[name.split('.').at(-1) ?? ''] ?? '')
      .send(file(`demo/assets/${name}`));
  });
}

export interface Site {
  url: string;
  close(): Promise<void>;
}

/** A foreign site; `{widget}` in page and policy becomes the widget's origin. */
export async function startSite(
  pages: Record<string, { html: string; policy?: string }>,
  widget: string,
): Promise<Site> {
  const fill = (text: string) =>
    text.replaceAll('{widget}', widget).replaceAll('{socket}', widget.replace('http', 'ws'));
  const server: Server = createServer((request, response) => {
    const page = pages[new URL(request.url ?? '/', 'http://site').pathname];
    if (page?.policy) response.setHeader('content-security-policy', fill(page.policy));
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.statusCode = page ? 200 : 404;
    response.end(fill(page?.html ?? ''));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
