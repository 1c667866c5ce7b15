/** Whose state, hours and absences somebody may read and set: one's own, and as a supervisor those of nobody above oneself. */
import { Injectable } from '@nestjs/common';
import { Problem, Role } from '@lib/contracts';
import { Database } from '@lib/database';
import { requireRole, type Principal } from '@lib/platform';
import { z } from 'zod';

@Injectable()
export class ColleagueRight {
  constructor(private readonly database: Database) {}

  /** Errors: `forbidden` for agents and for whoever stands above; nobody learns here who exists without a supervisor's role. */
  async require(principal: Principal, agentId: string): Promise<void> {
    if (agentId === principal.agentId) return;
    requireRole(principal, 'supervisor', 'admin');
    const [colleague] = z.uuid().safeParse(agentId).success
      ? await this.database.query<{ role: Role }>(`SELECT role FROM agents.agent WHERE id = $1`, [agentId])
      : [];
    if (!colleague) throw new Problem('not-found');
    if (rank(colleague.role) > rank(principal.role))
      throw new Problem('forbidden', 'Nobody decides for whoever stands above them');
  }
}

function rank(role: Role): number {
  return Role.options.indexOf(role);
}
