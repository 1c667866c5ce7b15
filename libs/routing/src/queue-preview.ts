/** Who would be asked now under settings that are not kept yet: the router's own plan over the people at work, without any effect. */
import { Injectable } from '@nestjs/common';
import type { PreviewObstacle, PreviewRouting, QueueRules, RoutingPreview } from '@lib/contracts';
import { Database } from '@lib/database';
import { Clock, newId, requireRole, type Principal } from '@lib/platform';
import { linesOf, type PlanItem } from './lines.js';
import { PlanReader } from './plan-reader.js';
import { obstacleTo, plan, ringInForce } from './planner.js';

@Injectable()
export class QueuePreview {
  constructor(
    private readonly database: Database,
    private readonly reader: PlanReader,
    private readonly clock: Clock,
  ) {}

  /** For somebody nobody has helped before: no owner, no stand-in, no last agent. Errors: `forbidden`. */
  async of(principal: Principal, { settings, item }: PreviewRouting): Promise<RoutingPreview> {
    requireRole(principal, 'supervisor', 'admin');
    const { strategy, rings, memberIds } = settings;
    const queueId = newId();
    const rules = new Map<string, QueueRules>([[queueId, { strategy, rings }]]);
    const members = new Set(memberIds);
    const staffed = (await this.reader.staffed(this.database, rules))
      .filter(({ id }) => members.has(id))
      .map((agent) => ({ ...agent, queueIds: [queueId] }));
    const now = this.clock.now().getTime();
    const waiting = waitingItem(queueId, item, now);
    const asked = new Set(plan([waiting], staffed, now, rules).map(({ agentId }) => agentId));
    const ring = ringInForce(rings, waiting, now);
    const line = linesOf(staffed, rules).get(queueId) ?? [];
    const why = line.map((agent): [string, PreviewObstacle | null] => [
      agent.id,
      asked.has(agent.id) ? null : (obstacleTo(agent, waiting, ring) ?? 'later-in-line'),
    ]);
    const atWork = new Set(line.map(({ id }) => id));
    const absent = memberIds
      .filter((id) => !atWork.has(id))
      .map((id): [string, PreviewObstacle] => [id, 'not-at-work']);
    return { strategy, ring, members: await this.named([...why, ...absent]) };
  }

  private async named(
    members: [id: string, why: PreviewObstacle | null][],
  ): Promise<RoutingPreview['members']> {
    const rows = await this.database.query<{ id: string; name: string }>(
      `SELECT id, name FROM agents.agent WHERE id = ANY($1::uuid[]) AND disabled_at IS NULL`,
      [members.map(([id]) => id)],
    );
    const nameOf = new Map(rows.map(({ id, name }) => [id, name]));
    return members.flatMap(([id, why]) => {
      const name = nameOf.get(id);
      return name === undefined ? [] : [{ agent: { id, name }, why }];
    });
  }
}

function waitingItem(
  queueId: string,
  { channel, language, waitedSeconds }: PreviewRouting['item'],
  now: number,
): PlanItem {
  const since = now - waitedSeconds * 1_000;
  return {
    id: newId(),
    channel,
    queueId,
    sortKey: since,
    waitingSince: since,
    language,
    ownerId: null,
    ownerUntil: null,
    passed: [],
  };
}
