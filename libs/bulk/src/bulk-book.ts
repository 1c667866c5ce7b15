/** Jobs on many tickets as rows: started once per key, read, stopped and taken back by who started them and nobody else. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  formatTicketNumber,
  Problem,
  type BulkAction,
  type BulkCounts,
  type BulkItemState,
  type BulkJob,
  type BulkJobState,
  type StartBulkJob,
} from '@lib/contracts';
import { Wakeups } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { newId, type Principal } from '@lib/platform';
import { MacroBook } from '@lib/record';
import { TicketAccess } from '@lib/tickets';
import { z } from 'zod';
import type { StoredAction } from './bulk.entities.js';

export const BULK_TOPIC = 'bulk';
/** Of one agent at the same time. */
const MOST_RUNNING = 3;
const KEPT = `interval '30 days'`;
/** Swept whenever a job is started. */
const SWEPT = 20;

interface JobRow {
  id: string;
  action: StoredAction;
  createdAt: Date;
  endedAt: Date | null;
  stoppedAt: Date | null;
  undone: boolean;
}
interface ItemRow {
  id: string;
  state: BulkItemState;
  code: string | null;
  undoable: boolean;
  number: string | null;
  subject: string | null;
}

@Injectable()
export class BulkBook {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly macros: MacroBook,
    private readonly wakeups: Wakeups,
  ) {}

  /**
   * The same key answers the job it began. Errors: `idempotency-key-reused`, `rate-limited` (three run already), `not-found`
   * (the macro, or the ticket to merge into).
   */
  async start(principal: Principal, { ids, action }: StartBulkJob, key: string | null): Promise<BulkJob> {
    const requestHash = createHash('sha256').update(JSON.stringify({ ids, action })).digest('hex');
    const stored = await this.settled(principal, action);
    const jobId = await this.database.transaction(async (tx) => {
      const id = await this.insert(tx, principal, { action: stored, undoes: null, key, requestHash });
      if (!id) return this.repeated(tx, principal, key, requestHash);
      await tx.query(
        `INSERT INTO bulk.item (job_id, place, ticket_id)
         SELECT $1, place, id FROM unnest($2::uuid[]) WITH ORDINALITY AS chosen(id, place)`,
        [id, ids],
      );
      tx.afterCommit(() => this.wakeups.poke(BULK_TOPIC));
      return id;
    });
    return this.read(principal, jobId);
  }

  async read(principal: Principal, jobId: string): Promise<BulkJob> {
    const job = await this.require(this.database, principal, jobId);
    const items = await this.database.query<ItemRow>(
      `SELECT item.ticket_id AS id, item.state, item.code, item.undo IS NOT NULL AS undoable, ticket.number, ticket.subject
       FROM bulk.item LEFT JOIN tickets.ticket ON ticket.id = item.ticket_id
       WHERE item.job_id = $1 ORDER BY item.place`,
      [job.id],
    );
    // What became invisible by the act itself, such as a ticket handed over, was seen when it was done.
    const unseen = items.filter(({ state }) => state !== 'done' && state !== 'unchanged').map(({ id }) => id);
    const seen = new Set(await this.access.visibleTo(principal, unseen));
    const hidden = new Set(unseen.filter((id) => !seen.has(id)));
    return {
      id: job.id,
      does: job.action.do,
      state: stateOf(job),
      counts: countsOf(items),
      createdAt: job.createdAt.toISOString(),
      endedAt: job.endedAt?.toISOString() ?? null,
      mayUndo: job.endedAt !== null && !job.undone && items.some(({ undoable }) => undoable),
      items: items.map(({ id, state, code, number, subject }) => ({
        id,
        ticket:
          number === null || subject === null || hidden.has(id)
            ? null
            : { id, number: formatTicketNumber(Number(number)), subject },
        state,
        code,
      })),
    };
  }

  /** What is done stays done; the one in hand is finished. */
  async stop(principal: Principal, jobId: string): Promise<BulkJob> {
    const job = await this.require(this.database, principal, jobId);
    await this.database.transaction(async (tx) => {
      await tx.query(`UPDATE bulk.job SET stopped_at = now() WHERE id = $1 AND ended_at IS NULL`, [job.id]);
      await tx.query(
        `UPDATE bulk.item SET state = 'stopped', decided_at = now() WHERE job_id = $1 AND state = 'waiting'`,
        [job.id],
      );
      tx.afterCommit(() => this.wakeups.poke(BULK_TOPIC));
    });
    return this.read(principal, job.id);
  }

  /** A job of its own over what can be taken back; asked twice, it is the same job. Error: `move-not-allowed` while it runs. */
  async undo(principal: Principal, jobId: string): Promise<BulkJob> {
    const job = await this.require(this.database, principal, jobId);
    const undoId = await this.database.transaction(async (tx) => {
      if (!job.endedAt) throw new Problem('move-not-allowed', 'It still runs; stop it first');
      const id = await this.insert(tx, principal, {
        action: { do: 'undo' },
        undoes: job.id,
        key: null,
        requestHash: job.id,
      });
      if (!id) return this.undoOf(tx, job.id);
      const taken = await tx.query(
        `INSERT INTO bulk.item (job_id, place, ticket_id, given)
         SELECT $1, place, ticket_id, undo FROM bulk.item WHERE job_id = $2 AND undo IS NOT NULL RETURNING place`,
        [id, job.id],
      );
      if (taken.length === 0) throw new Problem('move-not-allowed', 'Nothing of it can be taken back');
      tx.afterCommit(() => this.wakeups.poke(BULK_TOPIC));
      return id;
    });
    return this.read(principal, undoId);
  }

  /** Refused at once and not five hundred times. */
  private async settled(principal: Principal, action: BulkAction): Promise<BulkAction> {
    if (action.do === 'macro') await this.macros.one(principal, action.macroId);
    if (action.do !== 'merge') return action;
    return { ...action, into: await this.access.require(principal, action.into) };
  }

  /** Null when the key, or the undo, is there already. */
  private async insert(
    tx: Tx,
    principal: Principal,
    job: { action: StoredAction; undoes: string | null; key: string | null; requestHash: string },
  ): Promise<string | null> {
    const id = newId();
    await this.sweep(tx);
    // One after the other for each agent, so that the count holds.
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('bulk:' || $1, 0))`, [principal.agentId]);
    const [made] = await tx.query(
      `INSERT INTO bulk.job (id, started_by, action, undoes, idempotency_key, request_hash)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id`,
      [id, principal.agentId, JSON.stringify(job.action), job.undoes, job.key, job.requestHash],
    );
    if (!made) return null;
    const [running] = await tx.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM bulk.job WHERE started_by = $1 AND ended_at IS NULL`,
      [principal.agentId],
    );
    if ((running?.count ?? 0) > MOST_RUNNING)
      throw new Problem('rate-limited', `At most ${MOST_RUNNING} run at the same time`);
    return id;
  }

  private async sweep(tx: Tx): Promise<void> {
    await tx.query(
      `WITH old AS (DELETE FROM bulk.job WHERE id IN (
         SELECT id FROM bulk.job WHERE created_at < now() - ${KEPT} AND ended_at IS NOT NULL
         ORDER BY created_at LIMIT ${SWEPT} FOR UPDATE SKIP LOCKED) RETURNING id)
       DELETE FROM bulk.item USING old WHERE item.job_id = old.id`,
    );
  }

  private async repeated(
    tx: Tx,
    principal: Principal,
    key: string | null,
    requestHash: string,
  ): Promise<string> {
    const [job] = await tx.query<{ id: string; requestHash: string }>(
      `SELECT id, request_hash AS "requestHash" FROM bulk.job WHERE started_by = $1 AND idempotency_key = $2`,
      [principal.agentId, key],
    );
    if (!job || job.requestHash !== requestHash) throw new Problem('idempotency-key-reused');
    return job.id;
  }

  private async undoOf(tx: Tx, jobId: string): Promise<string> {
    const [undo] = await tx.query<{ id: string }>(`SELECT id FROM bulk.job WHERE undoes = $1`, [jobId]);
    if (!undo) throw new Problem('not-found');
    return undo.id;
  }

  private async require(from: Database | Tx, principal: Principal, jobId: string): Promise<JobRow> {
    const [job] = z.uuid().safeParse(jobId).success
      ? await from.query<JobRow>(
          `SELECT id, action, created_at AS "createdAt", ended_at AS "endedAt", stopped_at AS "stoppedAt",
             EXISTS (SELECT 1 FROM bulk.job AS undo WHERE undo.undoes = job.id) AS undone
           FROM bulk.job WHERE id = $1 AND started_by = $2`,
          [jobId, principal.agentId],
        )
      : [];
    if (!job) throw new Problem('not-found');
    return job;
  }
}

export function stateOf({
  endedAt,
  stoppedAt,
}: {
  endedAt: Date | null;
  stoppedAt: Date | null;
}): BulkJobState {
  if (!endedAt) return 'running';
  return stoppedAt ? 'stopped' : 'ended';
}

function countsOf(items: readonly { state: BulkItemState }[]): BulkCounts {
  const of = (state: BulkItemState) => items.filter((item) => item.state === state).length;
  return {
    all: items.length,
    waiting: of('waiting'),
    done: of('done'),
    unchanged: of('unchanged'),
    refused: of('refused'),
    stopped: of('stopped'),
  };
}
