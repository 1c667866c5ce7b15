/** Agents as colleagues see them: declared state, and what is computed from live consoles and engagements. */
import { Injectable } from '@nestjs/common';
import { Problem, type AgentView, type Capacity, type Channel, type MeView, type Role } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';

interface Row extends Omit<AgentView, 'load' | 'stateSince' | 'wrapUpUntil'> {
  stateSince: Date;
  wrapUpUntil: Date | null;
  capacity: Capacity;
  used: Partial<Record<Channel, number>>;
}

const ABILITIES: Record<Role, string[]> = {
  agent: ['tickets:work'],
  supervisor: ['tickets:work', 'tickets:all', 'live:watch', 'agents:set-state', 'mail:log'],
  admin: ['tickets:work', 'tickets:all', 'live:watch', 'agents:set-state', 'mail:log', 'admin'],
};

@Injectable()
export class AgentReader {
  constructor(private readonly database: Database) {}

  /** All agents that are not disabled when no ids are given. */
  async views(ids?: string[], tx?: Tx): Promise<AgentView[]> {
    const rows = await (tx ?? this.database).query<Row>(
      `SELECT agent.id, agent.name, agent.photo, agent.email, agent.role, agent.locale, agent.languages, agent.skills,
              agent.state, agent.state_reason AS "stateReason", agent.state_since AS "stateSince", agent.version, agent.capacity,
              EXISTS (SELECT 1 FROM agents.console WHERE console.agent_id = agent.id AND console.expires_at > now()) AS present,
              coalesce(busy.activity, 'idle') AS activity, busy."wrapUpUntil", coalesce(busy.used, '{}') AS used,
              (SELECT coalesce(jsonb_agg(queue_id), '[]') FROM agents.membership WHERE membership.agent_id = agent.id) AS "queueIds"
       FROM agents.agent
       LEFT JOIN LATERAL (
         SELECT jsonb_object_agg(per.channel, per.used) AS used, max(per.wrap_up_until) AS "wrapUpUntil",
                CASE WHEN bool_or(per.engaged) THEN 'engaged' WHEN bool_or(per.wrapping) THEN 'wrapping-up'
                     WHEN bool_or(per.offered) THEN 'offered' ELSE 'idle' END AS activity
         FROM (SELECT channel, count(*)::integer AS used, max(wrap_up_until) AS wrap_up_until,
                      bool_or(state = 'engaged' AND channel <> 'email') AS engaged, bool_or(state = 'wrapping-up') AS wrapping,
                      bool_or(state = 'offered') AS offered
               FROM agents.engagement WHERE engagement.agent_id = agent.id GROUP BY channel) AS per) AS busy ON true
       WHERE agent.disabled_at IS NULL AND ($1::uuid[] IS NULL OR agent.id = ANY($1)) ORDER BY agent.name`,
      [ids ?? null],
    );
    return rows.map(toView);
  }

  async me(agentId: string): Promise<MeView> {
    const [view] = await this.views([agentId]);
    if (!view) throw new Problem('not-authenticated');
    return { ...view, abilities: ABILITIES[view.role] };
  }
}

function toView({ capacity, used, stateSince, wrapUpUntil, ...row }: Row): AgentView {
  const load = (channel: Channel) => ({ used: used[channel] ?? 0, max: capacity[channel] });
  return {
    ...row,
    stateSince: stateSince.toISOString(),
    wrapUpUntil: wrapUpUntil?.toISOString() ?? null,
    load: { voice: load('voice'), email: load('email'), chat: load('chat') },
  };
}
