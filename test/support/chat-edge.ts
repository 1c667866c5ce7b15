/** The chat edge in one small application on a free port, and a visitor's socket as an integrator would hold it. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { Socket as NetSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { BUS_ENTITIES, BusModule } from '@lib/bus';
import { CHAT_ENTITIES, ChatApiModule, ChatModule } from '@lib/channels/chat';
import type { ServerToVisitor, VisitorHello, VisitorToServer } from '@lib/contracts';
import { DatabaseModule } from '@lib/database';
import { configureLogging, createHttpApp, loadConfig, PlatformModule, type Config } from '@lib/platform';
import { io, type Socket } from 'socket.io-client';

export { until } from '../faults/until.js';

export interface ChatEdge {
  url: string;
  app: NestFastifyApplication;
  /** The open TCP connections, for tests that cut them. */
  connections: Set<NetSocket>;
  close(): Promise<void>;
}

type Room = Type | DynamicModule;

export interface EdgeOptions {
  env?: NodeJS.ProcessEnv;
  serve?: (app: NestFastifyApplication) => void;
  /** What the edge stands on and beside; by default only platform, database and bus. */
  rooms?: (config: Config) => Room[];
}

const edgeAlone = (config: Config): Room[] => [
  PlatformModule.forRoot(config),
  DatabaseModule.forRoot([...BUS_ENTITIES, ...CHAT_ENTITIES]),
  BusModule,
];

export async function startChatEdge(
  databaseUrl: string,
  { env = {}, serve, rooms = edgeAlone }: EdgeOptions = {},
): Promise<ChatEdge> {
  configureLogging('silent');
  const dataDir = mkdtempSync(join(tmpdir(), 'guichet-chat-'));
  const config = loadConfig({
    DATABASE_URL: databaseUrl,
    DATABASE_POOL: '6',
    GUICHET_SECRET: 'a-secret-for-tests-only-0123456789',
    GUICHET_DATA_DIR: dataDir,
    ...env,
  });

  @Module({
    imports: [...rooms(config), ChatModule, ChatApiModule],
  })
  class EdgeModule {}

  const app = await createHttpApp(EdgeModule, config);
  serve?.(app);
  const connections = new Set<NetSocket>();
  app.getHttpServer().on('connection', (socket: NetSocket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  const url = `http://127.0.0.1:${port}`;
  // Links are made with the public address, which is only known now.
  config.publicUrl = url;
  return {
    url,
    app,
    connections,
    close: async () => {
      await app.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export type VisitorClient = Socket<ServerToVisitor, VisitorToServer> & {
  heard: { [N in keyof ServerToVisitor]: Parameters<ServerToVisitor[N]>[0][] };
  hello: Promise<VisitorHello>;
};

export function visit(
  url: string,
  visitorToken?: string,
  headers: Record<string, string> = {},
): VisitorClient {
  const socket = io(`${url}/visitors`, {
    transports: ['websocket'],
    auth: visitorToken ? { visitorToken } : {},
    forceNew: true,
    reconnection: false,
    extraHeaders: headers,
  }) as VisitorClient;
  const heard: Record<string, unknown[]> = {
    hello: [],
    'chat.message': [],
    'chat.queue': [],
    'chat.agent': [],
    'chat.typing': [],
    'chat.ended': [],
  };
  socket.heard = heard as VisitorClient['heard'];
  socket.onAny((name: string, payload: unknown) => (heard[name] ??= []).push(payload));
  socket.hello = new Promise((resolve, reject) => {
    socket.once('hello', resolve);
    socket.once('connect_error', reject);
  });
  socket.hello.catch(() => undefined);
  return socket;
}
