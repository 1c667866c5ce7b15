/** Reads who is there and who is not: absences, hours and logins of agents, in one query. */
import { Inject, Injectable } from '@nestjs/common';
import type { Calendar } from '@lib/clocks';
import type { Tx } from '@lib/database';
import { CONFIG, type Config } from '@lib/platform';
import { absentAt, nextChange, type Absent, type Attendance } from './attendance.js';

/** Running and to come; a planner that holds more is read again when the first of them changes something. */
const ABSENCES_READ = 20;
const ms = (column: string) => `extract(epoch FROM ${column})::float8 * 1000`;

@Injectable()
export class AttendanceReader {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  async of(tx: Tx, agentIds: readonly string[], now: Date): Promise<Map<string, Attendance>> {
    const rows = await tx.query<Attendance & { calendar: Calendar | null }>(
      `SELECT agent.id, agent.name, agent.disabled_at IS NOT NULL AS disabled, agent.state = 'available' AS available,
         CASE WHEN agent.state = 'offline' THEN ${ms('agent.state_since')} END AS "offlineSince",
         coalesce(planned.absences, '[]') AS absences,
         CASE WHEN calendar.id IS NULL THEN NULL
           ELSE jsonb_build_object('timeZone', calendar.time_zone, 'week', calendar.week, 'holidays', calendar.holidays) END AS calendar
       FROM agents.agent
       LEFT JOIN agents.working_hours AS hours ON hours.agent_id = agent.id
       LEFT JOIN clocks.calendar ON calendar.id = hours.calendar_id
       LEFT JOIN LATERAL (
         SELECT jsonb_agg(jsonb_build_object('id', next.id, 'from', ${ms('next.starts_at')}, 'to', ${ms('next.ends_at')},
           'standInId', next.stand_in_id)) AS absences
         FROM (SELECT * FROM agents.absence WHERE absence.agent_id = agent.id AND (absence.ends_at IS NULL OR absence.ends_at > $2)
               ORDER BY absence.starts_at LIMIT ${ABSENCES_READ}) AS next) AS planned ON true
       WHERE agent.id = ANY($1)`,
      [agentIds, now],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  async one(tx: Tx, agentId: string, now: Date): Promise<Attendance | null> {
    return (await this.of(tx, [agentId], now)).get(agentId) ?? null;
  }

  absent(who: Attendance, now: Date): Absent | null {
    return absentAt(who, now.getTime(), this.config.ABSENT_AFTER_OFFLINE_MS);
  }

  nextChange(who: Attendance, now: Date): Date | null {
    const moment = nextChange(who, now.getTime(), this.config.ABSENT_AFTER_OFFLINE_MS);
    return moment === null ? null : new Date(moment);
  }
}
