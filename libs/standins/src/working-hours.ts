/** By which business calendar a colleague works: set by supervisors; outside of it somebody else answers. */
import { Injectable } from '@nestjs/common';
import { Problem, type WorkingHours } from '@lib/contracts';
import { Absences, ColleagueRight } from '@lib/agents';
import { Database } from '@lib/database';
import { requireRole, type Principal } from '@lib/platform';

@Injectable()
export class WorkingHoursService {
  constructor(
    private readonly database: Database,
    private readonly absences: Absences,
    private readonly right: ColleagueRight,
  ) {}

  /** Errors: `invalid-input` for a calendar nobody has made. */
  async set(principal: Principal, agentId: string, { calendarId }: WorkingHours): Promise<WorkingHours> {
    requireRole(principal, 'supervisor', 'admin');
    await this.right.require(principal, agentId);
    await this.database.transaction(async (tx) => {
      const [calendar] = await tx.query(`SELECT 1 FROM clocks.calendar WHERE id = $1`, [calendarId]);
      if (calendarId !== null && !calendar)
        throw new Problem('invalid-input', undefined, [{ path: 'calendarId', message: 'unknown' }]);
      await this.absences.setHours(tx, agentId, calendarId);
    });
    return { calendarId };
  }
}
