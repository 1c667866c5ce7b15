/** How a queue chooses among its members and when it overflows: read by supervisors, set by administrators, in force at the next pass. */
import { Injectable } from '@nestjs/common';
import { Problem, type QueueOverflow, type QueueRules, type QueueSteps } from '@lib/contracts';
import { SettingsLog } from '@lib/agents';
import { Wakeups } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { requireRole, type Principal } from '@lib/platform';
import { z } from 'zod';
import { AssignmentService } from './assignment.service.js';
import { readQueue, settingsOf } from './queue-settings.rows.js';

@Injectable()
export class QueueRulesService {
  constructor(
    private readonly database: Database,
    private readonly assignment: AssignmentService,
    private readonly log: SettingsLog,
    private readonly wakeups: Wakeups,
  ) {}

  async read(principal: Principal, queueId: string): Promise<QueueRules> {
    requireRole(principal, 'supervisor', 'admin');
    if (!z.uuid().safeParse(queueId).success) throw new Problem('not-found');
    const [rules] = await this.database.query<QueueRules & { steps: QueueSteps | null }>(
      `SELECT strategy, rings, steps FROM routing.queue WHERE id = $1`,
      [queueId],
    );
    if (!rules) throw new Problem('not-found');
    const { steps, ...others } = rules;
    return steps ? { ...others, steps } : others;
  }

  /** What waits already is looked at again at once, under the new rules. */
  async set(principal: Principal, queueId: string, rules: QueueRules): Promise<QueueRules> {
    requireRole(principal, 'admin');
    if (!z.uuid().safeParse(queueId).success) throw new Problem('not-found');
    await this.database.transaction((tx) =>
      this.change(tx, principal, queueId, () =>
        tx.query(
          `UPDATE routing.queue SET strategy = $2, rings = $3, steps = $4, version = version + 1 WHERE id = $1`,
          [
            queueId,
            rules.strategy,
            JSON.stringify(rules.rings),
            rules.steps ? JSON.stringify(rules.steps) : null,
          ],
        ),
      ),
    );
    return rules;
  }

  async readOverflow(principal: Principal, queueId: string): Promise<QueueOverflow> {
    requireRole(principal, 'supervisor', 'admin');
    if (!z.uuid().safeParse(queueId).success) throw new Problem('not-found');
    const [row] = await this.database.query<QueueOverflow>(
      `SELECT overflow AS rules FROM routing.queue WHERE id = $1`,
      [queueId],
    );
    if (!row) throw new Problem('not-found');
    return row;
  }

  /** Errors: `invalid-input` for a queue or calendar that is not there, and for a queue that would overflow into itself. */
  async setOverflow(principal: Principal, queueId: string, { rules }: QueueOverflow): Promise<QueueOverflow> {
    requireRole(principal, 'admin');
    if (!z.uuid().safeParse(queueId).success) throw new Problem('not-found');
    await this.database.transaction(async (tx) => {
      const queues = await tx.query<{ id: string }>(`SELECT id FROM routing.queue WHERE archived_at IS NULL`);
      if (!queues.some(({ id }) => id === queueId)) throw new Problem('not-found');
      const calendars = await tx.query<{ id: string }>(`SELECT id FROM clocks.calendar`);
      const errors = rules.flatMap(({ when, to }, at) => [
        ...('queueId' in to && (to.queueId === queueId || !queues.some(({ id }) => id === to.queueId))
          ? [{ path: `rules.${at}.to.queueId`, message: 'another queue' }]
          : []),
        ...(when.kind === 'closed' && !calendars.some(({ id }) => id === when.calendarId)
          ? [{ path: `rules.${at}.when.calendarId`, message: 'unknown' }]
          : []),
      ]);
      if (errors.length > 0) throw new Problem('invalid-input', undefined, errors);
      await this.change(tx, principal, queueId, () =>
        tx.query(`UPDATE routing.queue SET overflow = $2, version = version + 1 WHERE id = $1`, [
          queueId,
          JSON.stringify(rules),
        ]),
      );
    });
    return { rules };
  }

  /** Recorded with what was set before and after, as any change of a queue is, and in force at the next pass. */
  private async change(
    tx: Tx,
    principal: Principal,
    id: string,
    write: () => Promise<unknown>,
  ): Promise<void> {
    await tx.query(`SELECT 1 FROM routing.queue WHERE id = $1 FOR NO KEY UPDATE`, [id]);
    const before = await readQueue(tx, id);
    await write();
    const after = await readQueue(tx, id);
    if (!before || !after) throw new Problem('not-found');
    await this.log.write(tx, principal, {
      of: 'queue',
      id,
      what: 'changed',
      before: settingsOf(before),
      after: settingsOf(after),
    });
    await this.assignment.queueChanged(tx, id);
    tx.afterCommit(() => this.wakeups.poke('routing'));
  }
}
