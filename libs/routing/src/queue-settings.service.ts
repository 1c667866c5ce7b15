/** Queues as administrators set them up: made, changed all at once, archived and brought back; in force at the router's next pass. */
import { Injectable } from '@nestjs/common';
import {
  Problem,
  type QueueSettings,
  type QueueSettingsView,
  type SettingsAct,
  type SettingsChanges,
} from '@lib/contracts';
import { AgentStateService, Memberships, SettingsLog } from '@lib/agents';
import { Wakeups } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { newId, requireRole, type Principal } from '@lib/platform';
import { z } from 'zod';
import { AssignmentService } from './assignment.service.js';
import { faultsOf, stillNeeded } from './queue-settings.checks.js';
import { readQueue, readQueues, settingsOf, writeQueue } from './queue-settings.rows.js';
import { ROUTER_LOCK } from './router-lock.js';

/** A console is pushed every queue; more would be a sign that something makes them by machine. */
const MOST_QUEUES = 200;

@Injectable()
export class QueueSettingsService {
  constructor(
    private readonly database: Database,
    private readonly assignment: AssignmentService,
    private readonly members: Memberships,
    private readonly states: AgentStateService,
    private readonly log: SettingsLog,
    private readonly wakeups: Wakeups,
  ) {}

  async list(principal: Principal): Promise<QueueSettingsView[]> {
    requireRole(principal, 'supervisor', 'admin');
    return readQueues(this.database);
  }

  /** Errors: `forbidden`, `not-found`. */
  async one(principal: Principal, id: string): Promise<QueueSettingsView> {
    requireRole(principal, 'supervisor', 'admin');
    return found(await readQueue(this.database, uuid(id)));
  }

  changes(principal: Principal, id: string): Promise<SettingsChanges> {
    return this.log.of(principal, 'queue', id);
  }

  /** Errors: `queue-name-taken`, `invalid-input`, `too-large`. */
  async make(principal: Principal, settings: QueueSettings): Promise<QueueSettingsView> {
    requireRole(principal, 'admin');
    const id = newId();
    return this.database.transaction(async (tx) => {
      const others = await this.hold(tx);
      if (others >= MOST_QUEUES) throw new Problem('too-large', `At most ${MOST_QUEUES} queues`);
      await faultsOf(tx, id, settings);
      await writeQueue(tx, id, settings);
      return this.written(tx, principal, id, 'made', settings.memberIds, {});
    });
  }

  /** All of it at once. Errors: those of `make`, `not-found`, `version-stale` when somebody changed it meanwhile. */
  async change(
    principal: Principal,
    id: string,
    settings: QueueSettings,
    version: number,
  ): Promise<QueueSettingsView> {
    requireRole(principal, 'admin');
    return this.database.transaction(async (tx) => {
      await this.hold(tx);
      const before = found(await readQueue(tx, uuid(id)));
      if (before.archivedAt) throw new Problem('not-found');
      if (before.version !== version) throw new Problem('version-stale');
      await faultsOf(tx, id, settings);
      await writeQueue(tx, id, settings);
      return this.written(tx, principal, id, 'changed', settings.memberIds, settingsOf(before));
    });
  }

  /** Nothing comes here any more; what was is kept. Errors: `queue-in-use` with what needs it, `not-found`. */
  async archive(principal: Principal, id: string): Promise<void> {
    requireRole(principal, 'admin');
    await this.database.transaction(async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(${ROUTER_LOCK})`);
      await this.hold(tx);
      // Stronger than the hold: waits for what is being placed here (`openQueue`), so that it is seen below.
      await tx.query(`SELECT 1 FROM routing.queue WHERE id = $1 FOR UPDATE`, [uuid(id)]);
      const before = found(await readQueue(tx, id));
      if (before.archivedAt) throw new Problem('not-found');
      await stillNeeded(tx, before);
      await tx.query(
        `UPDATE routing.queue SET archived_at = now(), archived_members = $2, version = version + 1 WHERE id = $1`,
        [id, JSON.stringify(before.memberIds)],
      );
      await this.written(tx, principal, id, 'archived', [], settingsOf(before));
    });
  }

  /** With the members it had. Errors: `not-found` for one that is not archived, `queue-name-taken`. */
  async restore(principal: Principal, id: string): Promise<QueueSettingsView> {
    requireRole(principal, 'admin');
    return this.database.transaction(async (tx) => {
      await this.hold(tx);
      const before = found(await readQueue(tx, uuid(id)));
      const [back] = await tx.query<{ members: string[] }>(
        `UPDATE routing.queue SET archived_at = NULL, version = version + 1
         WHERE id = $1 AND archived_at IS NOT NULL RETURNING archived_members AS members`,
        [id],
      );
      if (!back) throw new Problem('not-found');
      // Queues its rules led to may be archived themselves: they would be ignored, as the router ignores any it does not know.
      await faultsOf(tx, id, { ...settingsOf(before), overflow: [], memberIds: [] });
      return this.written(tx, principal, id, 'restored', back.members, settingsOf(before));
    });
  }

  /** One setting at a time; answers how many queues there are. */
  private async hold(tx: Tx): Promise<number> {
    const rows = await tx.query(
      `SELECT 1 FROM routing.queue WHERE archived_at IS NULL ORDER BY id FOR NO KEY UPDATE`,
    );
    return rows.length;
  }

  private async written(
    tx: Tx,
    principal: Principal,
    id: string,
    what: SettingsAct,
    memberIds: readonly string[],
    before: Partial<QueueSettings>,
  ): Promise<QueueSettingsView> {
    const moved = await this.members.ofQueue(tx, id, memberIds);
    if (moved.length > 0) await this.states.touchAll(tx, moved);
    const after = found(await readQueue(tx, id));
    await this.log.write(tx, principal, { of: 'queue', id, what, before, after: settingsOf(after) });
    await this.assignment.queueChanged(tx, id);
    tx.afterCommit(() => this.wakeups.poke('routing'));
    return after;
  }
}

function uuid(id: string): string {
  if (!z.uuid().safeParse(id).success) throw new Problem('not-found');
  return id;
}

function found(queue: QueueSettingsView | null): QueueSettingsView {
  if (!queue) throw new Problem('not-found');
  return queue;
}
