/** What an agent can be asked for: skills with levels, and languages; the caller has made sure of the right and tells of the change. */
import { Injectable } from '@nestjs/common';
import type { Tx } from '@lib/database';

@Injectable()
export class AgentSkills {
  /** What is left out stays. */
  async set(
    tx: Tx,
    agentId: string,
    { skills, languages }: { skills?: Record<string, number>; languages?: readonly string[] },
  ): Promise<void> {
    await tx.query(
      `UPDATE agents.agent SET skills = coalesce($2::jsonb, skills), languages = coalesce($3::jsonb, languages) WHERE id = $1`,
      [
        agentId,
        skills ? JSON.stringify(skills) : null,
        languages ? JSON.stringify([...new Set(languages)]) : null,
      ],
    );
  }
}
