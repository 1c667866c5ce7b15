/** Queues as they are now: who waits how long, who could help. */
import { Injectable } from '@nestjs/common';
import { formatTicketNumber, type NextStep, type QueueLive, type WaitingItem } from '@lib/contracts';
import { Database } from '@lib/database';

interface Row extends Omit<QueueLive, 'items' | 'version'> {
  version: string;
  items: (Omit<WaitingItem, 'ticketNumber' | 'position' | 'next'> & Steps & { number: number })[];
}

/** ISO times; null where that step does not lie ahead. */
interface Steps {
  answerBy: string | null;
  ownerUntil: string | null;
  ringAt: string | null;
}

const ITEMS_SHOWN = 50;
const utc = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

@Injectable()
export class QueueReader {
  constructor(private readonly database: Database) {}

  async names(): Promise<string[]> {
    const rows = await this.database.query<{ name: string }>(`SELECT name FROM routing.queue ORDER BY name`);
    return rows.map((row) => row.name);
  }

  /** All queues when no ids are given. `version` grows with every commit in the database, so a later reading is never older. */
  async live(ids?: string[]): Promise<QueueLive[]> {
    const rows = await this.database.query<Row>(
      `SELECT queue.id, queue.name, pg_snapshot_xmax(pg_current_snapshot())::text AS version,
              line.waiting, line."longestWaitSince", staff.staffed, staff.available,
              CASE WHEN staff.staffed = 0 THEN NULL
                   ELSE ceil(greatest(0, line.waiting + 1 - staff.available) * handling.seconds / staff.staffed)::integer END AS "estimatedWaitSeconds",
              (SELECT count(*)::integer FROM record.task WHERE task.queue_id = queue.id AND task.state = 'open') AS "openTasks",
              shown.items
       FROM routing.queue
       LEFT JOIN LATERAL (
         SELECT count(*)::integer AS waiting, ${utc('min(enqueued_at)')} AS "longestWaitSince" FROM routing.work_item
         WHERE work_item.queue_id = queue.id AND work_item.ended_at IS NULL AND work_item.state IN ('waiting', 'offered')) AS line ON true
       LEFT JOIN LATERAL (
         SELECT count(*)::integer AS staffed, count(*) FILTER (WHERE NOT EXISTS (
             SELECT 1 FROM agents.engagement WHERE engagement.agent_id = agent.id AND engagement.channel <> 'email'))::integer AS available
         FROM agents.membership JOIN agents.agent ON agent.id = membership.agent_id
         WHERE membership.queue_id = queue.id AND agent.state = 'available' AND agent.disabled_at IS NULL
           AND EXISTS (SELECT 1 FROM agents.console WHERE console.agent_id = agent.id AND console.expires_at > now())) AS staff ON true
       LEFT JOIN LATERAL (
         SELECT coalesce(avg(extract(epoch FROM ended_at - assigned_at)), 180) AS seconds FROM routing.work_item AS done
         WHERE done.queue_id = queue.id AND done.ended_at > now() - interval '30 minutes' AND done.assigned_at IS NOT NULL) AS handling ON true
       LEFT JOIN LATERAL (
         SELECT coalesce(jsonb_agg(jsonb_build_object(
           'interactionId', item.interaction_id, 'ticketId', ticket.id, 'number', ticket.number, 'channel', item.channel,
           'customer', jsonb_build_object('id', customer.id, 'name', customer.name), 'subject', ticket.subject, 'from', interaction.data->>'from',
           'priority', ticket.priority, 'waitingSince', ${utc('item.enqueued_at')}, 'state', item.state,
           'offeredTo', (SELECT jsonb_build_object('id', agent.id, 'name', agent.name, 'photo', agent.photo)
                         FROM routing.offer JOIN agents.agent ON agent.id = offer.agent_id
                         WHERE offer.work_item_id = item.id AND offer.state = 'made' ORDER BY offer.id LIMIT 1),
           'answerBy', (SELECT ${utc('max(offer.expires_at)')} FROM routing.offer
                        WHERE offer.work_item_id = item.id AND offer.state = 'made'),
           'ownerUntil', CASE WHEN item.owner_until > now() AND EXISTS (
             SELECT 1 FROM agents.agent JOIN agents.console ON console.agent_id = agent.id AND console.expires_at > now()
             WHERE agent.id = item.owner_id AND agent.state = 'available') THEN ${utc('item.owner_until')} END,
           'ringAt', (SELECT ${utc('min(opens.at)')} FROM (
             SELECT item.enqueued_at + (ring->>'afterSeconds')::integer * interval '1 second' AS at
             FROM jsonb_array_elements(queue.rings) AS ring) AS opens WHERE opens.at > now()),
           'owner', (SELECT jsonb_build_object('id', agent.id, 'name', agent.name, 'photo', agent.photo)
                     FROM agents.agent WHERE agent.id = ticket.owner_id)) ORDER BY item.sort_key), '[]') AS items
         FROM (SELECT * FROM routing.work_item WHERE work_item.queue_id = queue.id AND work_item.ended_at IS NULL AND work_item.state IN ('waiting', 'offered')
               ORDER BY sort_key LIMIT ${ITEMS_SHOWN}) AS item
         JOIN tickets.interaction ON interaction.id = item.interaction_id
         JOIN tickets.ticket ON ticket.id = item.ticket_id JOIN customers.customer ON customer.id = ticket.customer_id) AS shown ON true
       WHERE queue.archived_at IS NULL AND ($1::uuid[] IS NULL OR queue.id = ANY($1)) ORDER BY queue.name`,
      [ids ?? null],
    );
    return rows.map(({ version, items, ...row }) => ({
      ...row,
      version: Number(version),
      items: items.map(({ number, answerBy, ownerUntil, ringAt, ...item }, index) => ({
        ...item,
        next: nextStep({ answerBy, ownerUntil, ringAt }, row.staffed),
        ticketNumber: formatTicketNumber(number),
        position: index + 1,
      })),
    }));
  }
}

/** What the router will do with it, in the order the router asks. */
function nextStep({ answerBy, ownerUntil, ringAt }: Steps, staffed: number): NextStep {
  if (answerBy) return { kind: 'answer', at: answerBy };
  if (ownerUntil) return { kind: 'owner', at: ownerUntil };
  if (staffed === 0) return { kind: 'nobody', at: null };
  return ringAt ? { kind: 'ring', at: ringAt } : { kind: 'member', at: null };
}
