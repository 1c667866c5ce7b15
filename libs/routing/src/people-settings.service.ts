/** Sets a colleague up for work: skills, languages, queues and hours by their supervisor, capacity by an administrator; in force at once. */
import { Injectable } from '@nestjs/common';
import { Problem, type ChangePerson, type PersonSettings, type SettingsChanges } from '@lib/contracts';
import { AgentStateService, ColleagueRight, SettingsLog } from '@lib/agents';
import { Database, type Tx } from '@lib/database';
import { requireRole, type Principal } from '@lib/platform';
import { z } from 'zod';
import { AssignmentService } from './assignment.service.js';
import { readPeople } from './people-settings.reader.js';
import { PersonWriters } from './person-writers.js';

@Injectable()
export class PeopleSettingsService {
  constructor(
    private readonly database: Database,
    private readonly assignment: AssignmentService,
    private readonly states: AgentStateService,
    private readonly log: SettingsLog,
    private readonly right: ColleagueRight,
    private readonly writers: PersonWriters,
  ) {}

  async list(principal: Principal): Promise<PersonSettings[]> {
    requireRole(principal, 'supervisor', 'admin');
    return readPeople(this.database, principal);
  }

  /** Errors: `forbidden` for whoever stands above, `not-found`. */
  async changes(principal: Principal, id: string): Promise<SettingsChanges> {
    await this.right.require(principal, id);
    return this.log.of(principal, 'agent', id);
  }

  /**
   * Errors: `forbidden` for somebody of another team or a role not below one's own, and for a capacity set by a
   * supervisor; `not-found`; `invalid-input` for queues or a calendar that are not there.
   */
  async change(principal: Principal, id: string, change: ChangePerson): Promise<PersonSettings> {
    requireRole(principal, 'supervisor', 'admin');
    if (!z.uuid().safeParse(id).success) throw new Problem('not-found');
    return this.database.transaction(async (tx) => {
      await tx.query(`SELECT 1 FROM agents.agent WHERE id = $1 FOR NO KEY UPDATE`, [id]);
      const [before] = await readPeople(tx, principal, id);
      if (!before) throw new Problem('not-found');
      if (!before.editable) throw new Problem('forbidden', 'Not of your team');
      if (change.capacity !== undefined) requireRole(principal, 'admin');
      await this.check(tx, principal, before, change);
      const queues = await this.writers.write(tx, id, change);
      for (const queueId of queues) {
        // Who has that queue's settings open learns that its members are others now.
        await tx.query(`UPDATE routing.queue SET version = version + 1 WHERE id = $1`, [queueId]);
        await this.assignment.queueChanged(tx, queueId);
      }
      await this.states.touch(tx, id);
      const [after] = await readPeople(tx, principal, id);
      if (!after) throw new Error('the colleague just changed is not there');
      await this.log.write(tx, principal, {
        of: 'agent',
        id,
        what: 'changed',
        before: kept(before),
        after: kept(after),
      });
      return after;
    });
  }

  private async check(
    tx: Tx,
    principal: Principal,
    before: PersonSettings,
    { queueIds, calendarId }: ChangePerson,
  ): Promise<void> {
    const errors: { path: string; message: string }[] = [];
    if (queueIds) {
      const open = await tx.query<{ id: string; mine: boolean }>(
        `SELECT queue.id, EXISTS (SELECT 1 FROM agents.membership WHERE queue_id = queue.id AND agent_id = $1) AS mine
         FROM routing.queue WHERE archived_at IS NULL`,
        [principal.agentId],
      );
      const mine = new Map(open.map((queue) => [queue.id, queue.mine]));
      const moved = [
        ...queueIds.filter((id) => !before.queueIds.includes(id)),
        ...before.queueIds.filter((id) => !queueIds.includes(id)),
      ];
      if (principal.role !== 'admin' && moved.some((id) => mine.get(id) === false))
        throw new Problem('forbidden', 'Only into and out of your own queues');
      queueIds.forEach((id, at) => {
        if (!mine.has(id)) errors.push({ path: `queueIds.${at}`, message: 'unknown' });
      });
    }
    if (calendarId) {
      const [calendar] = await tx.query(`SELECT 1 FROM clocks.calendar WHERE id = $1`, [calendarId]);
      if (!calendar) errors.push({ path: 'calendarId', message: 'unknown' });
    }
    if (errors.length > 0) throw new Problem('invalid-input', undefined, errors);
  }
}

function kept({
  skills,
  languages,
  queueIds,
  calendarId,
  capacity,
  capacityIsOwn,
}: PersonSettings): Record<string, unknown> {
  return { skills, languages, queueIds, calendarId, capacity: capacityIsOwn ? capacity : null };
}
