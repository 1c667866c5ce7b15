/** The one socket engine of a process: websocket only, bounded frames, known origins, and no client that stopped reading. */
import type { Server as HttpServer } from 'node:http';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { INestApplicationContext } from '@nestjs/common';
import { socketLimits } from '@lib/contracts';
import { Server, type ServerOptions } from 'socket.io';
import { ownOrigins } from './auth.js';
import type { Config } from './config.js';
import { logger } from './logging.js';
import { watchSlowClients, type EngineClients } from './slow-clients.js';

const log = logger('sockets');

/** `agents` carry the session; `visitors` carry nothing a foreign page could abuse. */
export type SocketKind = 'agents' | 'visitors';

/**
 * Namespaces share the engine, so the engine lets in what either rule allows and each namespace asks again for its own
 * kind. `byCookie`: the cookie was the proof, which a browser sends from any page, so the page must be named and ours.
 */
export function originAllowed(
  kind: SocketKind,
  origin: string | undefined,
  config: Config,
  byCookie = false,
): boolean {
  if (origin === undefined) return kind === 'visitors' || !byCookie;
  if (ownOrigins(config).includes(origin)) return true;
  if (kind === 'agents') return false;
  return config.WIDGET_ORIGINS.includes('*') || config.WIDGET_ORIGINS.includes(origin);
}

export class GuichetIoAdapter extends IoAdapter {
  constructor(
    app: INestApplicationContext,
    private readonly config: Config,
  ) {
    super(app);
  }

  /** Our own pinned socket.io: the adapter's package may bring an older copy along. */
  override createIOServer(port: number, options?: object): ReturnType<IoAdapter['createIOServer']> {
    const place = this.httpServer && port === 0 ? (this.httpServer as HttpServer) : port;
    const server = new Server(place, { ...options, ...this.engineOptions() });
    const stop = watchSlowClients(server.engine as unknown as EngineClients, (reason) =>
      log.warn({ reason }, 'closed a socket that does not read'),
    );
    server.httpServer?.once('close', stop);
    return server as unknown as ReturnType<IoAdapter['createIOServer']>;
  }

  private engineOptions(): Partial<ServerOptions> {
    return {
      transports: ['websocket'],
      allowUpgrades: false,
      serveClient: false,
      cookie: false,
      // 256 KiB a connection and four times the CPU, for frames that are small anyway.
      perMessageDeflate: false,
      httpCompression: false,
      maxHttpBufferSize: socketLimits.maxFrameBytes,
      connectTimeout: socketLimits.authenticateMs,
      // Often enough to wake a hidden tab for its heartbeat, and to notice a dead line within half a minute.
      pingInterval: socketLimits.heartbeatMs,
      pingTimeout: 10_000,
      // `cors` does not guard websockets; only this does.
      allowRequest: (request, decide) => {
        const { origin } = request.headers;
        const { config } = this;
        decide(null, originAllowed('agents', origin, config) || originAllowed('visitors', origin, config));
      },
    };
  }
}
