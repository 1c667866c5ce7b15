/** A small house for routing: intake, router and tickets in one application, people present by their lease alone, customers by chat or phone. */
import type { Type } from '@nestjs/common';
import type { Channel, Priority } from '@lib/contracts';
import { Inbox } from '@lib/bus';
import { Database } from '@lib/database';
import { IntakeWorkerModule } from '@lib/intake';
import { newId, type Principal } from '@lib/platform';
import { RoutingWorkerModule } from '@lib/routing';
import { InteractionService, TicketsWorkerModule } from '@lib/tickets';
import { Client } from 'pg';
import { ground } from '../../apps/rooms.js';
import { hire } from '../faults/rows.js';
import { startChatEdge, until, type ChatEdge } from './chat-edge.js';

export interface Matter {
  ticketId: string;
  interactionId: string;
}

export interface OfferSeen {
  id: string;
  agentId: string;
  interactionId: string;
}

export class RoutingStage {
  readonly admin: Principal = { agentId: newId(), role: 'admin', name: 'Ada', sessionId: newId() };

  private constructor(
    public rows: Client,
    readonly edge: ChatEdge,
    readonly queueId: string,
  ) {}

  static async open(url: string, more: Type[] = [], env: NodeJS.ProcessEnv = {}): Promise<RoutingStage> {
    const rows = await connected(url);
    const queueId = newId();
    await rows.query(`INSERT INTO routing.queue (id, name, is_default) VALUES ($1, 'Support', true)`, [
      queueId,
    ]);
    const edge = await startChatEdge(url, {
      env,
      rooms: (config) => [
        ...ground(config),
        IntakeWorkerModule,
        RoutingWorkerModule,
        TicketsWorkerModule,
        ...more,
      ],
    });
    return new RoutingStage(rows, edge, queueId);
  }

  /** Sees the rows again after the database was away. */
  async reconnect(url: string): Promise<void> {
    this.rows = await connected(url);
  }

  async close(): Promise<void> {
    await this.edge.close();
    await this.rows.end().catch(() => undefined);
  }

  /** Nobody works, nothing waits, and the queue has no rules. */
  async clear(): Promise<void> {
    await this.rows
      .query(`DELETE FROM routing.offer; DELETE FROM routing.work_item; DELETE FROM agents.engagement;
      DELETE FROM agents.console; DELETE FROM agents.membership; UPDATE agents.agent SET disabled_at = now();
      UPDATE routing.queue SET strategy = 'longest-idle', rings = '[]', overflow = '[]'`);
  }

  async queue(name: string): Promise<string> {
    const id = newId();
    await this.rows.query(`INSERT INTO routing.queue (id, name) VALUES ($1, $2)`, [id, name]);
    return id;
  }

  async atWork(
    name: string,
    queueId = this.queueId,
    role: 'agent' | 'supervisor' = 'agent',
  ): Promise<Principal> {
    const { id } = await hire(this.rows, name, role, queueId);
    await this.rows.query(
      `INSERT INTO agents.console (id, agent_id, expires_at) VALUES ($1, $2, now() + interval '1 hour')`,
      [newId(), id],
    );
    return { agentId: id, role, name, sessionId: newId() };
  }

  /** A customer nobody knows calls, or begins a chat. */
  async arrive(channel: Exclude<Channel, 'email'> = 'chat'): Promise<Matter> {
    const key = newId();
    const number = `+3361${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;
    const { id } = await this.edge.app.get(Inbox).put({
      channel,
      kind: channel === 'chat' ? 'message' : 'started',
      externalId: key,
      lane: `${channel}:${key}`,
      threadKeys: [`${channel}:${key}`],
      from: channel === 'chat' ? { kind: 'visitor', value: key } : { kind: 'phone', value: number },
      to:
        channel === 'chat' ? { kind: 'visitor', value: 'widget' } : { kind: 'phone', value: '+33100000000' },
      receivedAt: new Date().toISOString(),
      ...(channel === 'chat' && { text: 'Bonjour' }),
      locale: 'fr',
    });
    return until(async () => {
      const { rows } = await this.rows.query<Matter>(
        `SELECT interaction.ticket_id AS "ticketId", interaction.id AS "interactionId" FROM bus.inbox
         JOIN tickets.interaction ON interaction.ticket_id = inbox.ticket_id AND interaction.channel = $2
         WHERE inbox.id = $1 AND inbox.state = 'processed' ORDER BY interaction.started_at DESC LIMIT 1`,
        [id, channel],
      );
      return rows[0];
    });
  }

  async leave(interactionId: string): Promise<void> {
    const interactions = this.edge.app.get(InteractionService);
    await this.edge.app.get(Database).transaction(async (tx) => {
      const interaction = await interactions.find(tx, interactionId);
      if (interaction) await interactions.end(tx, interaction, 'customer');
    });
  }

  async live(matter?: Matter): Promise<OfferSeen[]> {
    const { rows } = await this.rows.query<OfferSeen>(
      `SELECT id, agent_id AS "agentId", interaction_id AS "interactionId" FROM routing.offer
       WHERE state = 'made' AND ($1::uuid IS NULL OR interaction_id = $1) ORDER BY made_at, id`,
      [matter?.interactionId ?? null],
    );
    return rows;
  }

  async offer(matter: Matter, count = 1): Promise<OfferSeen[]> {
    return until(async () => {
      const live = await this.live(matter);
      return live.length === count ? live : null;
    });
  }

  async value<T>(sql: string, values: unknown[] = []): Promise<T> {
    const { rows } = await this.rows.query<Record<string, T>>(sql, values);
    return Object.values(rows[0] ?? {})[0] as T;
  }

  async setPriority(ticketId: string, priority: Priority): Promise<void> {
    await this.rows.query(`UPDATE tickets.ticket SET priority = $2 WHERE id = $1`, [ticketId, priority]);
  }
}

async function connected(url: string): Promise<Client> {
  const rows = new Client({ connectionString: url });
  rows.on('error', () => undefined);
  await rows.connect();
  return rows;
}
