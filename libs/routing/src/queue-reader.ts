/** Queues as they are now: who waits how long, who could help. */
import { Injectable } from '@nestjs/common';
import { formatTicketNumber, type QueueLive, type WaitingItem } from '@lib/contracts';
import { Database } from '@lib/database';

interface Row extends Omit<QueueLive, 'items' | 'version'> {
  version: string;
  items: (Omit<WaitingItem, 'ticketNumber' | 'position'> & { number: number })[];
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
              shown.items
       FROM routing.queue
       LEFT JOIN LATERAL (
         SELECT count(*)::integer AS waiting, ${utc('min(enqueued_at)')} AS "longestWaitSince" FROM routing.work_item
         WHERE work_item.queue_id = queue.id AND work_item.state IN ('waiting', 'offered')) AS line ON true
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
           'owner', (SELECT jsonb_build_object('id', agent.id, 'name', agent.name, 'photo', agent.photo)
                     FROM agents.agent WHERE agent.id = ticket.owner_id)) ORDER BY item.sort_key), '[]') AS items
         FROM (SELECT * FROM routing.work_item WHERE work_item.queue_id = queue.id AND work_item.state IN ('waiting', 'offered')
               ORDER BY sort_key LIMIT ${ITEMS_SHOWN}) AS item
         JOIN tickets.interaction ON interaction.id = item.interaction_id
         JOIN tickets.ticket ON ticket.id = item.ticket_id JOIN customers.customer ON customer.id = ticket.customer_id) AS shown ON true
       WHERE $1::uuid[] IS NULL OR queue.id = ANY($1) ORDER BY queue.name`,
      [ids ?? null],
    );
    return rows.map(({ version, items, ...row }) => ({
      ...row,
      version: Number(version),
      items: items.map(({ number, ...item }, index) => ({
        ...item,
        ticketNumber: formatTicketNumber(number),
        position: index + 1,
      })),
    }));
  }
}
