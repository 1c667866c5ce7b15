/** Works through jobs ticket by ticket: each act and the note that it is done commit together, so a restart repeats nothing. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Problem, type BulkCounts, type Role } from '@lib/contracts';
import { Outbox, Wakeups, WorkLoop } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { logger, type Principal } from '@lib/platform';
import { TicketAccess } from '@lib/tickets';
import type { BulkUndo } from './bulk-act.js';
import { BulkActs } from './bulk-acts.js';
import { BULK_TOPIC, stateOf } from './bulk-book.js';
import type { StoredAction } from './bulk.entities.js';

const EVERY_MS = 500;
/** Done between two words on how far it has come; of all jobs in turn, so that a short one does not wait behind a long one. */
const PART = 20;
const log = logger('bulk');

interface Turn {
  jobId: string;
  place: number;
}
interface Held {
  ticketId: string;
  given: BulkUndo | null;
  action: StoredAction;
  agentId: string;
  name: string;
  role: Role;
  disabled: boolean;
}

@Injectable()
export class BulkWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop = new WorkLoop('bulk', EVERY_MS, () => this.part());

  constructor(
    private readonly database: Database,
    private readonly acts: BulkActs,
    private readonly access: TicketAccess,
    private readonly outbox: Outbox,
    private readonly wakeups: Wakeups,
  ) {}

  onApplicationBootstrap(): void {
    this.wakeups.on(BULK_TOPIC, () => this.loop.poke());
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** True while there may be more. */
  private async part(): Promise<boolean> {
    const turns = await this.database.query<Turn>(
      `SELECT job_id AS "jobId", place FROM bulk.item WHERE state = 'waiting' ORDER BY place, job_id LIMIT ${PART}`,
    );
    let done = 0;
    for (const turn of turns) if (await this.one(turn)) done += 1;
    const running = await this.database.query<{ id: string }>(
      `SELECT id FROM bulk.job WHERE ended_at IS NULL AND (id = ANY($1)
         OR NOT EXISTS (SELECT 1 FROM bulk.item WHERE item.job_id = job.id AND item.state = 'waiting')) LIMIT 100`,
      [turns.map(({ jobId }) => jobId)],
    );
    for (const { id } of running) await this.tell(id);
    return done > 0;
  }

  /** False when another process has it in hand, or it was stopped meanwhile. */
  private async one(turn: Turn): Promise<boolean> {
    try {
      return await this.database.transaction((tx) => this.act(tx, turn));
    } catch (error) {
      const code = error instanceof Problem ? error.code : 'internal';
      // One ticket that cannot be done must not hold up the others; were the database gone, this would fail too and be tried again.
      if (code === 'internal') log.error({ err: error, jobId: turn.jobId }, 'a ticket of a job failed');
      await this.database.query(
        `UPDATE bulk.item SET state = 'refused', code = $3, decided_at = now()
         WHERE job_id = $1 AND place = $2 AND state = 'waiting'`,
        [turn.jobId, turn.place, code],
      );
      return true;
    }
  }

  private async act(tx: Tx, { jobId, place }: Turn): Promise<boolean> {
    const [held] = await tx.query<Held>(
      `SELECT item.ticket_id AS "ticketId", item.given, job.action, agent.id AS "agentId", agent.name, agent.role,
         agent.disabled_at IS NOT NULL AS disabled
       FROM bulk.item JOIN bulk.job ON job.id = item.job_id JOIN agents.agent ON agent.id = job.started_by
       WHERE item.job_id = $1 AND item.place = $2 AND item.state = 'waiting' FOR UPDATE OF item SKIP LOCKED`,
      [jobId, place],
    );
    if (!held) return false;
    const { ticketId, agentId, name, role } = held;
    if (held.disabled) throw new Problem('forbidden');
    const principal: Principal = { agentId, name, role, sessionId: '' };
    if ((await this.access.visibleTo(principal, [ticketId], tx)).length === 0) throw new Problem('not-found');
    const { changed, undo } = await this.acts.act(tx, principal, ticketId, held.action, held.given);
    await tx.query(
      `UPDATE bulk.item SET state = $3, undo = $4, decided_at = now() WHERE job_id = $1 AND place = $2`,
      [jobId, place, changed ? 'done' : 'unchanged', undo && JSON.stringify(undo)],
    );
    return true;
  }

  /** How far it has come; and its end, once. */
  private async tell(jobId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [job] = await tx.query<{ startedBy: string; endedAt: Date | null; stoppedAt: Date | null }>(
        `UPDATE bulk.job SET ended_at = CASE WHEN NOT EXISTS (
           SELECT 1 FROM bulk.item WHERE item.job_id = job.id AND item.state = 'waiting') THEN now() END
         WHERE id = $1 AND ended_at IS NULL
         RETURNING started_by AS "startedBy", ended_at AS "endedAt", stopped_at AS "stoppedAt"`,
        [jobId],
      );
      if (!job) return;
      const [counts] = await tx.query<BulkCounts>(
        `SELECT count(*)::integer AS all, ${['waiting', 'done', 'unchanged', 'refused', 'stopped']
          .map((state) => `count(*) FILTER (WHERE state = '${state}')::integer AS ${state}`)
          .join(', ')} FROM bulk.item WHERE job_id = $1`,
        [jobId],
      );
      if (!counts) return;
      await this.outbox.publish(tx, 'bulk-job.progressed', {
        subject: { type: 'bulk-job', id: jobId },
        data: { startedBy: job.startedBy, progress: { jobId, state: stateOf(job), counts } },
      });
    });
  }
}
