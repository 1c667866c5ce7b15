/** What each queue asks for after a call or a chat: set by administrators, picked from by whoever wraps up. */
import { Injectable } from '@nestjs/common';
import { Problem, type WrapUpChoice, type WrapUpSettings, type WriteWrapUpSettings } from '@lib/contracts';
import { SettingsLog } from '@lib/agents';
import { Database, type Tx } from '@lib/database';
import { newId, requireRole, type Principal } from '@lib/platform';
import { z } from 'zod';

type Kept = WrapUpSettings['dispositions'][number];

@Injectable()
export class Dispositions {
  constructor(
    private readonly database: Database,
    private readonly log: SettingsLog,
  ) {}

  /** Errors: `forbidden`, `not-found` for a queue that is not there. */
  async read(principal: Principal, queueId: string): Promise<WrapUpSettings> {
    requireRole(principal, 'supervisor', 'admin');
    const known = z.uuid().safeParse(queueId).success && (await isQueue(this.database, queueId));
    if (!known) throw new Problem('not-found');
    return settingsOf(this.database, queueId);
  }

  /** All of it at once. Errors: `forbidden`, `not-found`, `version-stale` when somebody changed it meanwhile. */
  async change(
    principal: Principal,
    queueId: string,
    wanted: WriteWrapUpSettings,
    version: number,
  ): Promise<WrapUpSettings> {
    requireRole(principal, 'admin');
    if (!z.uuid().safeParse(queueId).success) throw new Problem('not-found');
    return this.database.transaction(async (tx) => {
      if (!(await isQueue(tx, queueId, 'FOR SHARE'))) throw new Problem('not-found');
      const before = await settingsOf(tx, queueId);
      const [written] = await tx.query(
        `INSERT INTO tickets.wrap_up_setting AS setting (queue_id, required)
         SELECT $1, $2 WHERE $3 = 0 OR EXISTS (SELECT 1 FROM tickets.wrap_up_setting WHERE queue_id = $1)
         ON CONFLICT (queue_id) DO UPDATE SET required = excluded.required,
           version = setting.version + 1 WHERE setting.version = $3 RETURNING version`,
        [queueId, wanted.required, version],
      );
      if (!written) throw new Problem('version-stale');
      await write(tx, queueId, wanted.dispositions);
      const after = await settingsOf(tx, queueId);
      await this.log.write(tx, principal, {
        ...{ of: 'queue', id: queueId, what: 'changed' },
        before: { wrapUp: { ...before, version: undefined } },
        after: { wrapUp: { ...after, version: undefined } },
      });
      return after;
    });
  }

  /** Of a queue, or of none: then there is nothing to pick from, and nothing is required. */
  async choice(tx: Tx, queueId: string | null): Promise<WrapUpChoice> {
    if (queueId === null) return { required: false, dispositions: [] };
    const { required, dispositions } = await settingsOf(tx, queueId);
    const active = dispositions.filter((one) => one.active).map(({ active: _, ...one }) => one);
    return { required: required && active.length > 0, dispositions: active };
  }
}

type Reads = Pick<Database, 'query'>;

async function isQueue(from: Reads, id: string, lock = ''): Promise<boolean> {
  const rows = await from.query(`SELECT 1 FROM routing.queue WHERE id = $1 AND archived_at IS NULL ${lock}`, [
    id,
  ]);
  return rows.length > 0;
}

async function settingsOf(from: Reads, queueId: string): Promise<WrapUpSettings> {
  const [setting] = await from.query<Omit<WrapUpSettings, 'dispositions' | 'queueId'>>(
    `SELECT required, version FROM tickets.wrap_up_setting WHERE queue_id = $1`,
    [queueId],
  );
  const dispositions = await from.query<Kept>(
    `SELECT id, label, active, reason_required AS "reasonRequired", resolves FROM tickets.disposition
     WHERE queue_id = $1 ORDER BY place`,
    [queueId],
  );
  return { queueId, required: false, version: 0, ...setting, dispositions };
}

/** One whose id belongs to another queue is made anew here: nothing of another queue is touched. */
async function write(tx: Tx, queueId: string, wanted: WriteWrapUpSettings['dispositions']): Promise<void> {
  const own = await tx.query<{ id: string }>(`SELECT id FROM tickets.disposition WHERE queue_id = $1`, [
    queueId,
  ]);
  const known = new Set(own.map(({ id }) => id));
  const rows = wanted.map((one, place) => {
    const kept = one.id !== undefined && known.delete(one.id) ? one.id : newId();
    return { ...one, id: kept, place };
  });
  await tx.query(`DELETE FROM tickets.disposition WHERE queue_id = $1 AND id = ANY($2)`, [
    queueId,
    [...known],
  ]);
  await tx.query(
    `INSERT INTO tickets.disposition (id, queue_id, place, label, active, reason_required, resolves)
     SELECT id, $1, place, label, active, "reasonRequired", resolves
     FROM jsonb_to_recordset($2::jsonb) AS given(id uuid, place integer, label jsonb, active boolean, "reasonRequired" boolean, resolves boolean)
     ON CONFLICT (id) DO UPDATE SET place = excluded.place, label = excluded.label, active = excluded.active,
       reason_required = excluded.reason_required, resolves = excluded.resolves`,
    [queueId, JSON.stringify(rows)],
  );
}
