/** The websocket door: which path, who may knock, how large a frame, and is the other side still there. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';

const MAX_FRAME_BYTES = 64 * 1024;
const MAX_SOCKETS = 500;
const HEARTBEAT_MS = 5000;
const SILENT_HEARTBEATS = 6;

export interface Guest {
  send(message: unknown): void;
  close(): void;
}

export interface SocketRoom {
  /** A guest has come in; returns what to do with its frames and when it goes. */
  enter(guest: Guest): { message(frame: unknown): void; left(): void };
}

export class SocketDoor {
  private readonly server = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES });

  constructor(
    private readonly rooms: Record<string, SocketRoom>,
    private readonly publicBase: string | undefined,
  ) {}

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const room = this.rooms[new URL(request.url ?? '/', 'http://voice-node').pathname];
    if (!room || !this.isWelcome(request) || this.server.clients.size >= MAX_SOCKETS) {
      socket.end(`HTTP/1.1 ${room ? '403 Forbidden' : '404 Not Found'}\r\nConnection: close\r\n\r\n`);
      return;
    }
    this.server.handleUpgrade(request, socket, head, (client) => this.receive(client, room));
  }

  /** Cuts every socket without a word, as a failing network does. */
  cut(): number {
    for (const client of this.server.clients) client.terminate();
    return this.server.clients.size;
  }

  close(): void {
    this.cut();
    this.server.close();
  }

  private receive(client: WebSocket, room: SocketRoom): void {
    const guest: Guest = {
      send: (message) => {
        if (client.readyState === client.OPEN) client.send(JSON.stringify(message));
      },
      close: () => client.close(),
    };
    const handlers = room.enter(guest);
    let quietBeats = 0;
    // The SDK gives up after 15 s without any frame and echoes what we send; so the beat watches both ways.
    const beat = setInterval(() => {
      if (++quietBeats > SILENT_HEARTBEATS) client.terminate();
      else if (client.readyState === client.OPEN) client.send('\n');
    }, HEARTBEAT_MS);
    client.on('message', (data: Buffer) => {
      quietBeats = 0;
      const text = data.toString('utf8');
      if (text.trim() !== '') handlers.message(parse(text));
    });
    client.on('error', () => client.terminate());
    client.on('close', () => {
      clearInterval(beat);
      handlers.left();
    });
  }

  /** Pages of other sites must not place calls through a visitor's browser. */
  private isWelcome(request: IncomingMessage): boolean {
    const { origin, host } = request.headers;
    if (!origin) return true;
    if (!URL.canParse(origin)) return false;
    const from = new URL(origin);
    if (from.host === host) return true;
    if (this.publicBase && from.origin === new URL(this.publicBase).origin) return true;
    return isLoopback(from.hostname) && (!this.publicBase || isLoopback(new URL(this.publicBase).hostname));
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
