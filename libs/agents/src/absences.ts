/** Absences as their agents or supervisors set them: never two at a time; each change is told, and who answers meanwhile follows. */
import { Injectable } from '@nestjs/common';
import { Problem, type AbsenceView, type NewAbsence } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { Clock, newId, type Principal } from '@lib/platform';
import { z } from 'zod';
import { ColleagueRight } from './colleague-right.js';

/** More at once than anybody plans; the list stays one page. */
const MOST_PLANNED = 100;

type Row = Omit<AbsenceView, 'from' | 'to'> & { from: Date; to: Date | null };

const READ = `
  SELECT absence.id, absence.agent_id AS "agentId", absence.kind, absence.starts_at AS "from", absence.ends_at AS "to",
    CASE WHEN stand_in.id IS NULL THEN NULL
      ELSE jsonb_build_object('id', stand_in.id, 'name', stand_in.name, 'photo', stand_in.photo) END AS "standIn"
  FROM agents.absence LEFT JOIN agents.agent AS stand_in ON stand_in.id = absence.stand_in_id`;

@Injectable()
export class Absences {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly right: ColleagueRight,
  ) {}

  /** Running and to come, the next first. A colleague's are for supervisors. */
  async list(principal: Principal, agentId: string): Promise<AbsenceView[]> {
    await this.right.require(principal, agentId);
    const rows = await this.database.query<Row>(
      `${READ} WHERE absence.agent_id = $1 AND (absence.ends_at IS NULL OR absence.ends_at > $2)
       ORDER BY absence.starts_at LIMIT ${MOST_PLANNED}`,
      [agentId, this.clock.now()],
    );
    return rows.map(viewOf);
  }

  /** Errors: `absence-overlaps`, `invalid-input` for one that is over already or a stand-in who is not there. */
  async plan(principal: Principal, agentId: string, absence: NewAbsence): Promise<AbsenceView> {
    await this.right.require(principal, agentId);
    if (absence.to !== null && Date.parse(absence.to) <= this.clock.now().getTime())
      throw new Problem('invalid-input', undefined, [{ path: 'to', message: 'It is over already' }]);
    return this.database.transaction(async (tx) => {
      // Two plans at once come one after the other: the second one sees the first.
      await tx.query(`SELECT 1 FROM agents.agent WHERE id = $1 FOR NO KEY UPDATE`, [agentId]);
      if (absence.standInId) await this.requireStandIn(tx, agentId, absence.standInId);
      const id = newId();
      await this.insert(tx, id, agentId, absence, principal.agentId);
      await this.changed(tx, agentId);
      const [row] = await tx.query<Row>(`${READ} WHERE absence.id = $1`, [id]);
      if (!row) throw new Error('the absence just written is not there');
      return viewOf(row);
    });
  }

  /** One to come is taken back, a running one ends now; one that is over stays as it was. */
  async end(principal: Principal, agentId: string, id: string): Promise<void> {
    await this.right.require(principal, agentId);
    if (!z.uuid().safeParse(id).success) throw new Problem('not-found');
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      const removed = await tx.query(
        `DELETE FROM agents.absence WHERE id = $1 AND agent_id = $2 AND starts_at >= $3 RETURNING id`,
        [id, agentId, now],
      );
      const ended = await tx.query(
        `UPDATE agents.absence SET ends_at = $3 WHERE id = $1 AND agent_id = $2 AND starts_at < $3
           AND (ends_at IS NULL OR ends_at > $3) RETURNING id`,
        [id, agentId, now],
      );
      if (removed.length + ended.length === 0) throw new Problem('not-found');
      await this.changed(tx, agentId);
    });
  }

  /** Null: no hours of their own. The caller has made sure of the right and of the calendar. */
  async setHours(tx: Tx, agentId: string, calendarId: string | null): Promise<void> {
    if (calendarId === null)
      await tx.query(`DELETE FROM agents.working_hours WHERE agent_id = $1`, [agentId]);
    else
      await tx.query(
        `INSERT INTO agents.working_hours (agent_id, calendar_id) VALUES ($1, $2)
         ON CONFLICT (agent_id) DO UPDATE SET calendar_id = excluded.calendar_id`,
        [agentId, calendarId],
      );
    await this.changed(tx, agentId);
  }

  private async insert(tx: Tx, id: string, agentId: string, absence: NewAbsence, by: string): Promise<void> {
    const [other] = await tx.query<{ planned: number; overlaps: boolean }>(
      `SELECT count(*)::integer AS planned,
         coalesce(bool_or(tstzrange(starts_at, ends_at) && tstzrange($2::timestamptz, $3::timestamptz)), false) AS overlaps
       FROM agents.absence WHERE agent_id = $1 AND (ends_at IS NULL OR ends_at > $4)`,
      [agentId, absence.from, absence.to, this.clock.now()],
    );
    if (other?.overlaps) throw new Problem('absence-overlaps');
    if ((other?.planned ?? 0) >= MOST_PLANNED) throw new Problem('too-large', `At most ${MOST_PLANNED}`);
    await tx.query(
      `INSERT INTO agents.absence (id, agent_id, kind, starts_at, ends_at, stand_in_id, set_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [id, agentId, absence.kind, absence.from, absence.to, absence.standInId, by],
    );
  }

  private async requireStandIn(tx: Tx, agentId: string, standInId: string): Promise<void> {
    const [colleague] = await tx.query(
      `SELECT 1 FROM agents.agent WHERE id = $1 AND id <> $2 AND disabled_at IS NULL`,
      [standInId, agentId],
    );
    if (!colleague)
      throw new Problem('invalid-input', undefined, [{ path: 'standInId', message: 'unknown' }]);
  }

  private async changed(tx: Tx, agentId: string): Promise<void> {
    await this.outbox.publish(tx, 'agent.absence-changed', {
      subject: { type: 'agent', id: agentId },
      data: { agentId },
    });
  }
}

function viewOf({ from, to, ...row }: Row): AbsenceView {
  return { ...row, from: from.toISOString(), to: to?.toISOString() ?? null };
}
