/** Writes what changes of a colleague's set-up: each part by the one who knows its table. */
import { Injectable } from '@nestjs/common';
import type { ChangePerson } from '@lib/contracts';
import { Absences, AgentSkills, CapacityService, Memberships } from '@lib/agents';
import type { Tx } from '@lib/database';

@Injectable()
export class PersonWriters {
  constructor(
    private readonly skills: AgentSkills,
    private readonly members: Memberships,
    private readonly absences: Absences,
    private readonly capacity: CapacityService,
  ) {}

  /** Answers the queues they came to or left. */
  async write(tx: Tx, id: string, change: ChangePerson): Promise<string[]> {
    await this.skills.set(tx, id, change);
    if (change.calendarId !== undefined) await this.absences.setHours(tx, id, change.calendarId);
    if (change.capacity !== undefined) await this.capacity.write(tx, id, change.capacity);
    return change.queueIds ? this.members.ofAgent(tx, id, change.queueIds) : [];
  }
}
