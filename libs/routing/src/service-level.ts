/** How well calls and chats are answered today, queue by queue: answered in time ÷ (answered + abandoned). */
import { Injectable } from '@nestjs/common';
import type { ServiceLevel } from '@lib/contracts';
import { Database } from '@lib/database';

/** Who leaves sooner was not really waiting: a wrong number, a second thought. */
const SHORT_ABANDON = '5 seconds';

@Injectable()
export class ServiceLevelReader {
  constructor(private readonly database: Database) {}

  /** Since midnight by the house's calendar; a queue where nobody came has zeros. */
  today(): Promise<ServiceLevel[]> {
    return this.database.query<ServiceLevel>(
      `WITH house AS (
         SELECT coalesce((SELECT time_zone FROM clocks.calendar ORDER BY id <> 'default', id LIMIT 1), 'UTC') AS zone),
       today AS (SELECT date_trunc('day', now() AT TIME ZONE zone) AT TIME ZONE zone AS since FROM house)
       SELECT queue.id AS "queueId", queue.answer_within_seconds AS "withinSeconds",
         count(*) FILTER (WHERE item.assigned_at IS NOT NULL)::integer AS answered,
         count(*) FILTER (WHERE item.assigned_at <= item.enqueued_at + queue.answer_within_seconds * interval '1 second')::integer AS "inTime",
         count(*) FILTER (WHERE item.state = 'abandoned' AND item.assigned_at IS NULL
           AND item.ended_at > item.enqueued_at + interval '${SHORT_ABANDON}')::integer AS abandoned
       FROM routing.queue LEFT JOIN routing.work_item AS item ON item.queue_id = queue.id AND item.channel <> 'email'
         AND item.enqueued_at >= (SELECT since FROM today)
       WHERE queue.archived_at IS NULL GROUP BY queue.id ORDER BY queue.id`,
    );
  }
}
