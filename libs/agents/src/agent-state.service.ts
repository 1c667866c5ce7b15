/** The server is the only writer of an agent's state; each change says who made it and why. */
import { Injectable } from '@nestjs/common';
import {
  Problem,
  type Actor,
  type AgentState,
  type AgentStateHistory,
  type AgentView,
  type Locale,
} from '@lib/contracts';
import { Outbox, Wakeups } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { newId, type Principal } from '@lib/platform';
import { AgentReader } from './agent-reader.js';
import { ColleagueRight } from './colleague-right.js';

const CHANGES_SHOWN = 200;

@Injectable()
export class AgentStateService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly wakeups: Wakeups,
    private readonly reader: AgentReader,
    private readonly right: ColleagueRight,
  ) {}

  /** One's own. */
  set(principal: Principal, change: { state: AgentState; reason?: string }): Promise<AgentView> {
    return this.change(principal, principal.agentId, change.state, change.reason ?? null);
  }

  /** A colleague's, by a supervisor, who says why: the colleague reads it. Errors: `forbidden`, `not-found`. */
  async setFor(principal: Principal, agentId: string, state: AgentState, reason: string): Promise<AgentView> {
    await this.right.require(principal, agentId);
    return this.change(principal, agentId, state, reason);
  }

  private change(
    principal: Principal,
    agentId: string,
    state: AgentState,
    reason: string | null,
  ): Promise<AgentView> {
    return this.database.transaction(async (tx) => {
      const actor: Actor = { kind: 'agent', id: principal.agentId, name: principal.name };
      await this.apply(tx, agentId, state, reason, actor);
      const [view] = await this.reader.views([agentId], tx);
      if (!view) throw new Problem('not-found');
      return view;
    });
  }

  /** Nothing happens, and false is answered, when the state is already so. */
  async apply(
    tx: Tx,
    agentId: string,
    to: AgentState,
    reason: string | null,
    actor: Actor,
  ): Promise<boolean> {
    const [changed] = await tx.query<{ from_state: AgentState; version: number }>(
      `UPDATE agents.agent SET state = $2, state_reason = $3, state_since = now(), version = agent.version + 1, missed_offers = 0,
         idle_since = CASE WHEN $2 = 'available' THEN now() ELSE agent.idle_since END
       FROM (SELECT id, state AS from_state FROM agents.agent WHERE id = $1 FOR UPDATE) AS before
       WHERE agent.id = before.id AND (agent.state, agent.state_reason) IS DISTINCT FROM ($2::text, $3::text)
       RETURNING before.from_state, agent.version`,
      [agentId, to, reason],
    );
    if (!changed) return false;
    await tx.query(
      `INSERT INTO agents.state_change (id, agent_id, from_state, to_state, reason, by) VALUES ($1, $2, $3, $4, $5, $6)`,
      [newId(), agentId, changed.from_state, to, reason, JSON.stringify(actor)],
    );
    await this.outbox.publish(tx, 'agent.state-changed', {
      subject: { type: 'agent', id: agentId, version: changed.version },
      actor,
      data: { agentId, from: changed.from_state, to },
    });
    tx.afterCommit(() => this.wakeups.poke('routing'));
    return true;
  }

  /** One's own, or a colleague's with the supervisor's role; the newest 200. */
  async history(principal: Principal, agentId: string): Promise<AgentStateHistory> {
    await this.right.require(principal, agentId);
    const items = await this.database.query<Omit<AgentStateHistory['items'][number], 'at'> & { at: Date }>(
      `SELECT at, from_state AS "from", to_state AS "to", reason, by FROM agents.state_change
       WHERE agent_id = $1 ORDER BY at DESC, id DESC LIMIT ${CHANGES_SHOWN}`,
      [agentId],
    );
    return { items: items.map(({ at, ...item }) => ({ ...item, at: at.toISOString() })) };
  }

  async setLocale(agentId: string, locale: Locale): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.query(`UPDATE agents.agent SET locale = $2 WHERE id = $1`, [agentId, locale]);
      await this.touch(tx, agentId);
    });
  }

  /** What is computed (load, activity, presence) changed: the version tells readers that it did. */
  async touch(tx: Tx, agentId: string): Promise<void> {
    const [row] = await tx.query<{ version: number }>(
      `UPDATE agents.agent SET version = version + 1 WHERE id = $1 RETURNING version`,
      [agentId],
    );
    await this.outbox.publish(tx, 'agent.changed', {
      subject: { type: 'agent', id: agentId, version: row?.version ?? null },
      data: { agentId },
    });
    tx.afterCommit(() => this.wakeups.poke('routing'));
  }

  async touchAll(tx: Tx, agentIds: string[]): Promise<void> {
    const rows = await tx.query<{ id: string; version: number }>(
      `UPDATE agents.agent SET version = version + 1 WHERE id = ANY($1) RETURNING id, version`,
      [agentIds],
    );
    await this.tell(tx, rows);
  }

  /** Touches those who are at work and still of the version seen; answers who they are, with their version since. */
  async claim(tx: Tx, seen: readonly { id: string; version: number }[]): Promise<Map<string, number>> {
    const rows = await tx.query<{ id: string; version: number }>(
      `UPDATE agents.agent SET version = agent.version + 1
       FROM unnest($1::uuid[], $2::integer[]) AS seen(id, version)
       WHERE agent.id = seen.id AND agent.version = seen.version AND agent.state = 'available' AND agent.disabled_at IS NULL
         AND EXISTS (SELECT 1 FROM agents.console WHERE console.agent_id = agent.id AND console.expires_at > now())
       RETURNING agent.id, agent.version`,
      [seen.map(({ id }) => id), seen.map(({ version }) => version)],
    );
    await this.tell(tx, rows);
    return new Map(rows.map(({ id, version }) => [id, version]));
  }

  private async tell(tx: Tx, touched: { id: string; version: number }[]): Promise<void> {
    await this.outbox.publishAll(
      tx,
      'agent.changed',
      touched.map(({ id, version }) => ({ subject: { type: 'agent', id, version }, data: { agentId: id } })),
    );
  }
}
