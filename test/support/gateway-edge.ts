/** The gateway over the real core in one small application: people, queues, customers who write, and consoles that watch. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AGENTS_ENTITIES, AgentsModule, Sessions } from '@lib/agents';
import { BUS_ENTITIES, BusModule } from '@lib/bus';
import { InboundMessage, type AgentToServer, type Role, type ServerToAgent } from '@lib/contracts';
import { CustomerResolver, CUSTOMERS_ENTITIES, CustomersModule } from '@lib/customers';
import { Database, DatabaseModule } from '@lib/database';
import {
  Clock,
  configureLogging,
  GuichetIoAdapter,
  loadConfig,
  newId,
  PlatformModule,
  type Principal,
} from '@lib/platform';
import { RealtimeModule } from '@lib/realtime';
import { AssignmentService, ROUTING_ENTITIES, RoutingModule, RoutingWorkerModule } from '@lib/routing';
import { StandInsModule } from '@lib/standins';
import {
  OutboundMessages,
  TICKETS_ENTITIES,
  NoteWriter,
  TicketCommands,
  TicketService,
  TicketsModule,
  TicketsWorkerModule,
  TimelineWriter,
  type AttachedInteraction,
} from '@lib/tickets';
import type { Server } from 'socket.io';
import { io, type Socket } from 'socket.io-client';

export { until } from '../faults/until.js';

export interface GatewayEdge {
  url: string;
  port: number;
  app: NestFastifyApplication;
  /** The socket server below all namespaces. */
  io: Server;
  /** Moves the clock of the gateway, so that minutes need no waiting. */
  skipMs(ms: number): void;
  close(): Promise<void>;
}

export async function startGatewayEdge(
  databaseUrl: string,
  env: NodeJS.ProcessEnv = {},
): Promise<GatewayEdge> {
  configureLogging('silent');
  const dataDir = mkdtempSync(join(tmpdir(), 'guichet-gateway-'));
  const config = loadConfig({
    DATABASE_URL: databaseUrl,
    DATABASE_POOL: '8',
    GUICHET_SECRET: 'a-secret-for-tests-only-0123456789',
    GUICHET_DATA_DIR: dataDir,
    PUBLIC_URL: 'http://desk.test',
    WRAP_UP_MS: '0',
    ...env,
  });
  const entities = [
    BUS_ENTITIES,
    CUSTOMERS_ENTITIES,
    AGENTS_ENTITIES,
    TICKETS_ENTITIES,
    ROUTING_ENTITIES,
  ].flat();

  @Module({
    imports: [
      PlatformModule.forRoot(config),
      DatabaseModule.forRoot(entities),
      BusModule,
      CustomersModule,
      AgentsModule,
      TicketsModule,
      TicketsWorkerModule,
      StandInsModule,
      RoutingModule,
      RoutingWorkerModule,
      RealtimeModule,
    ],
  })
  class EdgeModule {}

  const app = await NestFactory.create<NestFastifyApplication>(EdgeModule, new FastifyAdapter(), {
    logger: false,
  });
  const adapter = new KeepingAdapter(app, config);
  app.useWebSocketAdapter(adapter);
  let skippedMs = 0;
  app.get(Clock).now = () => new Date(Date.now() + skippedMs);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    app,
    io: adapter.io as Server,
    skipMs: (ms) => (skippedMs += ms),
    close: async () => {
      await app.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

class KeepingAdapter extends GuichetIoAdapter {
  io: Server | undefined;

  override createIOServer(port: number, options?: object): ReturnType<GuichetIoAdapter['createIOServer']> {
    const server = super.createIOServer(port, options);
    this.io = server as unknown as Server;
    return server;
  }
}

export interface Person extends Principal {
  token: string;
}

/** What happens in the house, as its rooms do it. */
export class House {
  constructor(private readonly app: NestFastifyApplication) {}

  private get database(): Database {
    return this.app.get(Database);
  }

  async queue(name: string): Promise<string> {
    const id = newId();
    await this.database.query(`INSERT INTO routing.queue (id, name, is_default) VALUES ($1, $2, false)`, [
      id,
      name,
    ]);
    return id;
  }

  async person(name: string, role: Role, queueIds: string[] = []): Promise<Person> {
    const agentId = newId();
    await this.database.query(
      `INSERT INTO agents.agent (id, email, name, role, password_hash) VALUES ($1, $2, $3, $4, 'none')`,
      [agentId, `${agentId}@guichet.test`, name, role],
    );
    for (const queueId of queueIds) await this.join(agentId, queueId);
    return this.session({ agentId, role, name, sessionId: '' });
  }

  async join(agentId: string, queueId: string): Promise<void> {
    await this.database.query(`INSERT INTO agents.membership (agent_id, queue_id) VALUES ($1, $2)`, [
      agentId,
      queueId,
    ]);
  }

  /** Another login of the same person. */
  async session(person: Principal): Promise<Person> {
    const { token } = await this.app.get(Sessions).open(person.agentId);
    const principal = await this.app.get(Sessions).authenticate(token);
    if (!principal) throw new Error('a fresh session must authenticate');
    return { ...principal, token };
  }

  /** A customer writes (a chat line, a mail): one transaction, as intake does it. */
  async receive(
    customer: string,
    text: string,
    options: { channel?: 'chat' | 'email'; queueId?: string; conversation?: string } = {},
  ): Promise<AttachedInteraction> {
    const { channel = 'chat', conversation = customer } = options;
    const inbound = InboundMessage.parse({
      channel,
      kind: 'message',
      externalId: newId(),
      threadKeys: [`${channel}:${conversation}`],
      lane: `${channel}:${conversation}`,
      from: { kind: 'email', value: `${customer}@customer.test` },
      to: { kind: 'email', value: 'support@guichet.test' },
      receivedAt: new Date().toISOString(),
      text,
    });
    return this.database.transaction(async (tx) => {
      const resolved = await this.app.get(CustomerResolver).resolve(tx, inbound);
      const ticket = await this.app.get(TicketService).findOpenOrOpen(tx, resolved, inbound);
      const interaction = await this.app.get(TicketService).attach(tx, ticket, resolved, inbound);
      if (options.queueId && interaction.started) {
        await tx.query(`UPDATE tickets.ticket SET queue_id = $2 WHERE id = $1`, [ticket.id, options.queueId]);
        await this.app.get(AssignmentService).place(tx, interaction);
      }
      return interaction;
    });
  }

  async note(person: Person, ticketId: string, text: string): Promise<void> {
    await this.app.get(NoteWriter).write(person, ticketId, text, null);
  }

  async take(person: Person, ticketId: string): Promise<void> {
    await this.app.get(TicketCommands).take(person, ticketId);
  }

  async reply(person: Person, { ticketId, id }: AttachedInteraction, text: string): Promise<string> {
    return this.database.transaction(async (tx) => {
      const placed = await this.app.get(TimelineWriter).message(tx, {
        ticketId,
        interactionId: id,
        channel: 'email',
        direction: 'out',
        author: { kind: 'agent', id: person.agentId, name: person.name },
        at: new Date(),
        text,
        deliveryState: 'queued',
      });
      await this.app.get(OutboundMessages).setDelivery(tx, placed.id, 'sending', null);
      return placed.id;
    });
  }

  async delivered(messageId: string, state: 'sent' | 'failed'): Promise<void> {
    await this.database.transaction((tx) =>
      this.app.get(OutboundMessages).setDelivery(tx, messageId, state, null),
    );
  }

  async change(person: Person, ticketId: string, change: object): Promise<void> {
    const [row] = await this.database.query<{ version: number }>(
      `SELECT version FROM tickets.ticket WHERE id = $1`,
      [ticketId],
    );
    await this.app.get(TicketCommands).change(person, ticketId, change, row?.version ?? 0);
  }
}

export type RawConsole = Socket<ServerToAgent, AgentToServer> & {
  heard: { name: string; body: Record<string, unknown> }[];
  /** Resolves with the first hello, rejects with the refusal's problem code. */
  hello: Promise<Parameters<ServerToAgent['hello']>[0]>;
};

/** A console as a stranger's program would hold it. */
export function rawConsole(
  url: string,
  options: { token?: string | null; headers?: Record<string, string>; auth?: object } = {},
): RawConsole {
  const socket = io(`${url}/agents`, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    auth: options.auth ?? (options.token ? { token: options.token } : {}),
    extraHeaders: options.headers ?? {},
  }) as RawConsole;
  socket.heard = [];
  socket.onAny((name: string, body: Record<string, unknown>) => socket.heard.push({ name, body }));
  socket.hello = new Promise((resolve, reject) => {
    socket.once('hello', resolve);
    socket.once('connect_error', (error: Error & { data?: { code?: string } }) =>
      reject(new Error(error.data?.code ?? error.message)),
    );
  });
  socket.hello.catch(() => undefined);
  return socket;
}
