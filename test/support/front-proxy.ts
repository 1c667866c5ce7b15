/** One origin before separate services, by the same rules as the proxy of docker-compose. */
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ServicePorts {
  desk: number;
  gateway: number;
  chat: number;
  voice: number;
}

export interface FrontProxy {
  origin: string;
  port: number;
  stop(): Promise<void>;
}

/** Which service answers a path, and under which path it knows it. */
export function routeOf(url: string): { service: keyof ServicePorts; url: string } {
  if (url.startsWith('/chat/socket.io')) return { service: 'chat', url: url.slice('/chat'.length) };
  if (url.startsWith('/socket.io')) return { service: 'gateway', url };
  if (url.startsWith('/api/visitor/')) return { service: 'chat', url };
  if (url.startsWith('/voice/') || url.startsWith('/api/voice/')) return { service: 'voice', url };
  return { service: 'desk', url };
}

export async function startFrontProxy(port: number, ports: ServicePorts): Promise<FrontProxy> {
  const sockets = new Set<Duplex>();
  const server = createServer((incoming, outgoing) => pass(incoming, outgoing, ports));
  server.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) =>
    tunnel(incoming, socket, head, ports),
  );
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const bound = (server.address() as AddressInfo).port;
  return {
    origin: `http://127.0.0.1:${bound}`,
    port: bound,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

function pass(incoming: IncomingMessage, outgoing: ServerResponse, ports: ServicePorts): void {
  const { service, url } = routeOf(incoming.url ?? '/');
  const upstream = request(
    {
      host: '127.0.0.1',
      port: ports[service],
      path: url,
      method: incoming.method,
      headers: incoming.headers,
    },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    },
  );
  upstream.on('error', () => outgoing.headersSent || outgoing.writeHead(502).end());
  incoming.pipe(upstream);
}

function tunnel(incoming: IncomingMessage, socket: Socket, head: Buffer, ports: ServicePorts): void {
  const { service, url } = routeOf(incoming.url ?? '/');
  const upstream = connect(ports[service], '127.0.0.1', () => {
    const lines = [`${incoming.method} ${url} HTTP/1.1`];
    for (let n = 0; n < incoming.rawHeaders.length; n += 2)
      lines.push(`${incoming.rawHeaders[n]}: ${incoming.rawHeaders[n + 1]}`);
    upstream.write(`${lines.join('\r\n')}\r\n\r\n`);
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
  });
  for (const end of [socket, upstream]) end.on('error', () => end.destroy());
  socket.on('close', () => upstream.destroy());
  upstream.on('close', () => socket.destroy());
}
