/** Brings the softphone's signalling to the embedded carrier through our own origin, so that one port and one certificate serve all. */
import type { IncomingMessage, Server } from 'node:http';
import { connect as connectPlain, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { logger } from '@lib/platform';

const prefix = '/voice/edge';
const log = logger('voice');

/** `target`: the carrier's own address; `origins`: pages that may speak through us. Upgrades elsewhere are left to others. */
export function attachEdgeProxy(server: Server, target: string, origins: string[]): () => void {
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const path = edgePath(request.url ?? '');
    if (path === null) return;
    if (!origins.includes(request.headers.origin ?? '')) return refuse(socket, '403 Forbidden');
    tunnel(request, socket, head, new URL(target), path);
  };
  server.on('upgrade', onUpgrade);
  return () => server.off('upgrade', onUpgrade);
}

/** The path behind our prefix; null when the request is not ours. */
export function edgePath(url: string): string | null {
  if (!url.startsWith(`${prefix}/`) && !url.startsWith(`${prefix}?`) && url !== prefix) return null;
  const rest = url.slice(prefix.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

function tunnel(request: IncomingMessage, socket: Duplex, head: Buffer, target: URL, path: string): void {
  const upstream = open(target, () => {
    upstream.write(requestHead(request, target, path));
    if (head.length > 0) upstream.write(head);
    upstream.pipe(socket);
    socket.pipe(upstream);
  });
  upstream.on('error', (error) => {
    log.warn({ err: error }, 'the embedded carrier cannot be reached');
    refuse(socket, '502 Bad Gateway');
  });
  socket.on('error', () => upstream.destroy());
  socket.on('close', () => upstream.destroy());
  upstream.on('close', () => socket.destroy());
}

function open(target: URL, ready: () => void): Socket {
  const secure = target.protocol === 'https:' || target.protocol === 'wss:';
  const port = Number(target.port) || (secure ? 443 : 80);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  return secure ? connectTls({ host, port, servername: host }, ready) : connectPlain({ host, port }, ready);
}

/** Cookies stay here: the carrier knows its callers by their token. */
function requestHead(request: IncomingMessage, target: URL, path: string): string {
  const lines = [`GET ${path} HTTP/1.1`, `host: ${target.host}`];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i] ?? '';
    if (!/^(host|cookie|authorization)$/i.test(name))
      lines.push(`${name}: ${request.rawHeaders[i + 1] ?? ''}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function refuse(socket: Duplex, status: string): void {
  if (!socket.destroyed) socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
