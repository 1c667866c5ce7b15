/** How much work an agent takes at once: the house's measure, or their own; read by supervisors, set by administrators. */
import { Injectable } from '@nestjs/common';
import { Problem, type AgentCapacity, type Capacity } from '@lib/contracts';
import { Wakeups } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { requireRole, type Principal } from '@lib/platform';
import { z } from 'zod';
import { AgentStateService } from './agent-state.service.js';
import { SettingsLog } from './settings-log.js';

@Injectable()
export class CapacityService {
  constructor(
    private readonly database: Database,
    private readonly states: AgentStateService,
    private readonly log: SettingsLog,
    private readonly wakeups: Wakeups,
  ) {}

  async house(principal: Principal): Promise<Capacity> {
    requireRole(principal, 'supervisor', 'admin');
    const [row] = await this.database.query<{ capacity: Capacity }>(
      `SELECT capacity FROM agents.capacity_default`,
    );
    if (!row) throw new Error('the house has no capacity');
    return row.capacity;
  }

  /** Applies at once to everybody without a measure of their own. What is in hand already is not taken away. */
  async setHouse(principal: Principal, capacity: Capacity): Promise<Capacity> {
    requireRole(principal, 'admin');
    await this.database.transaction(async (tx) => {
      const [before] = await tx.query<{ capacity: Capacity }>(
        `SELECT capacity FROM agents.capacity_default FOR UPDATE`,
      );
      await tx.query(`UPDATE agents.capacity_default SET capacity = $1`, [JSON.stringify(capacity)]);
      await this.log.write(tx, principal, {
        of: 'house',
        id: 'capacity',
        what: 'changed',
        before: { capacity: before?.capacity ?? null },
        after: { capacity },
      });
      const changed = await tx.query<{ id: string }>(
        `UPDATE agents.agent SET capacity = $1::jsonb WHERE NOT capacity_is_own AND capacity <> $1::jsonb RETURNING id`,
        [JSON.stringify(capacity)],
      );
      await this.tell(
        tx,
        changed.map(({ id }) => id),
      );
    });
    return capacity;
  }

  /** Errors: `forbidden`, `not-found`. */
  async of(principal: Principal, agentId: string): Promise<AgentCapacity> {
    requireRole(principal, 'supervisor', 'admin');
    const [row] = await this.database.query<AgentCapacity>(
      `SELECT capacity, capacity_is_own AS own FROM agents.agent WHERE id = $1 AND disabled_at IS NULL`,
      [uuid(agentId)],
    );
    if (!row) throw new Problem('not-found');
    return row;
  }

  async set(principal: Principal, agentId: string, capacity: Capacity): Promise<AgentCapacity> {
    requireRole(principal, 'admin');
    return this.database.transaction((tx) => this.write(tx, uuid(agentId), capacity));
  }

  /** Back to the house's measure. */
  async reset(principal: Principal, agentId: string): Promise<AgentCapacity> {
    requireRole(principal, 'admin');
    return this.database.transaction((tx) => this.write(tx, uuid(agentId), null));
  }

  /** Null: back to the house's measure. The caller has made sure of the right. Errors: `not-found`. */
  async write(tx: Tx, agentId: string, own: Capacity | null): Promise<AgentCapacity> {
    // The house's measure does not change between reading it and taking it over.
    await tx.query(`SELECT 1 FROM agents.capacity_default FOR SHARE`);
    const [row] = await tx.query<AgentCapacity>(
      `UPDATE agents.agent SET capacity = coalesce($2::jsonb, (SELECT house.capacity FROM agents.capacity_default AS house)),
         capacity_is_own = $2::jsonb IS NOT NULL
       WHERE id = $1 AND disabled_at IS NULL RETURNING capacity, capacity_is_own AS own`,
      [agentId, own ? JSON.stringify(own) : null],
    );
    if (!row) throw new Problem('not-found');
    await this.tell(tx, [agentId]);
    return row;
  }

  private async tell(tx: Tx, agentIds: string[]): Promise<void> {
    await this.states.touchAll(tx, agentIds);
    tx.afterCommit(() => this.wakeups.poke('routing'));
  }
}

function uuid(id: string): string {
  if (!z.uuid().safeParse(id).success) throw new Problem('not-found');
  return id;
}
