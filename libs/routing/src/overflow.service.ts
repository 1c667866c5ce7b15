/** Moves waiting work on where its queue says so; it keeps its time of arrival and its place among all who wait. */
import { Injectable } from '@nestjs/common';
import type { Diversion, OverflowRule, RoutingMove } from '@lib/contracts';
import { isOpen, type Calendar } from '@lib/clocks';
import type { Tx } from '@lib/database';
import { Clock } from '@lib/platform';
import { AssignmentService } from './assignment.service.js';
import { overflowOf, type OverflowFacts, type OverflowItem } from './overflow.js';

/** More are looked at in the next pass; those who wait longest come first. */
const ITEMS_PER_PASS = 2_000;

interface Moved {
  id: string;
  queueId: string | null;
  diversion: Diversion | null;
  move: RoutingMove;
}

@Injectable()
export class OverflowService {
  constructor(
    private readonly assignment: AssignmentService,
    private readonly clock: Clock,
  ) {}

  /** For the router, within its pass. An item held for an owner who is at work stays for them. */
  async apply(tx: Tx): Promise<void> {
    const rules = await this.rules(tx);
    if (rules.size === 0) return;
    const items = await this.items(tx, [...rules.keys()]);
    if (items.length === 0) return;
    const now = this.clock.now();
    const facts = await this.facts(tx, now, [...rules.values()].flat());
    const moves = items.flatMap((item): Moved[] => {
      const rule = overflowOf(item, rules.get(item.queueId) ?? [], facts);
      if (!rule) return [];
      const move = { at: now.toISOString(), from: item.queueId, ...rule };
      return 'queueId' in rule.to
        ? [{ id: item.id, queueId: rule.to.queueId, diversion: null, move }]
        : [{ id: item.id, queueId: null, diversion: rule.to.diversion, move }];
    });
    if (moves.length > 0) await this.move(tx, moves);
  }

  private async rules(tx: Tx): Promise<Map<string, OverflowRule[]>> {
    const rows = await tx.query<{ id: string; overflow: OverflowRule[] }>(
      `SELECT id, overflow FROM routing.queue WHERE overflow <> '[]'`,
    );
    return new Map(rows.map(({ id, overflow }) => [id, overflow]));
  }

  private items(tx: Tx, queueIds: string[]): Promise<OverflowItem[]> {
    return tx.query<OverflowItem>(
      `SELECT item.id, item.channel, item.queue_id AS "queueId", item.visited, line.ahead,
              extract(epoch FROM now() - item.enqueued_at)::float8 AS "waitedSeconds"
       FROM (SELECT id, (row_number() OVER (PARTITION BY queue_id ORDER BY sort_key, id) - 1)::integer AS ahead
             FROM routing.work_item WHERE queue_id = ANY($1) AND ended_at IS NULL AND state IN ('waiting', 'offered')) AS line
       JOIN routing.work_item AS item ON item.id = line.id
       WHERE item.state = 'waiting' AND item.diverted_to IS NULL AND NOT (coalesce(item.owner_until > now(), false)
         AND EXISTS (SELECT 1 FROM agents.room WHERE room.agent_id = item.owner_id AND room.at_work))
       ORDER BY item.sort_key LIMIT ${ITEMS_PER_PASS}`,
      [queueIds],
    );
  }

  private async facts(tx: Tx, now: Date, rules: OverflowRule[]): Promise<OverflowFacts> {
    const queues = await tx.query<{ id: string; staffed: boolean }>(
      `SELECT id, EXISTS (SELECT 1 FROM agents.membership JOIN agents.room ON room.agent_id = membership.agent_id AND room.at_work
                          WHERE membership.queue_id = queue.id) AS staffed FROM routing.queue WHERE archived_at IS NULL`,
    );
    const asked = rules.flatMap(({ when }) => (when.kind === 'closed' ? [when.calendarId] : []));
    const calendars =
      asked.length === 0
        ? []
        : await tx.query<Calendar & { id: string }>(
            `SELECT id, time_zone AS "timeZone", week, holidays FROM clocks.calendar WHERE id = ANY($1)`,
            [asked],
          );
    return {
      queues: new Set(queues.map(({ id }) => id)),
      staffed: new Set(queues.filter(({ staffed }) => staffed).map(({ id }) => id)),
      closed: new Set(calendars.filter((calendar) => !isOpen(calendar, now)).map(({ id }) => id)),
    };
  }

  /** One statement, so that what is offered or left meanwhile stays as it is. */
  private async move(tx: Tx, moves: Moved[]): Promise<void> {
    const moved = await tx.query<{ from: string; to: string }>(
      `WITH wish AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS w(id uuid, "queueId" uuid, diversion text, move jsonb)),
       moved AS (
         UPDATE routing.work_item SET queue_id = coalesce(wish."queueId", queue_id), diverted_to = wish.diversion,
           diverted_at = CASE WHEN wish.diversion IS NOT NULL THEN now() END,
           visited = CASE WHEN wish."queueId" IS NULL THEN visited ELSE visited || jsonb_build_array(wish.move->>'from') END,
           moves = moves || jsonb_build_array(wish.move)
         FROM wish WHERE work_item.id = wish.id AND work_item.state = 'waiting' AND work_item.queue_id = (wish.move->>'from')::uuid
         RETURNING work_item.interaction_id, work_item.queue_id, wish.move),
       told AS (
         UPDATE tickets.interaction SET queue_id = moved.queue_id, version = version + 1
         FROM moved WHERE interaction.id = moved.interaction_id)
       SELECT move->>'from' AS "from", queue_id AS "to" FROM moved`,
      [JSON.stringify(moves)],
    );
    for (const queueId of new Set(moved.flatMap(({ from, to }) => [from, to])))
      await this.assignment.queueChanged(tx, queueId);
  }
}
