/** Keeps what a customer is told of their place and wait: by the formula of SPEC.md R19, and never more than what was told before. */
import { Injectable } from '@nestjs/common';
import type { Channel } from '@lib/contracts';
import type { Database, Tx } from '@lib/database';

const write = (lines: string) => `
  WITH known AS (
    SELECT item.id, line.position, line.estimated_wait_seconds AS seconds
    FROM ${lines} JOIN routing.work_item AS item ON item.id = line.id
    WHERE item.announced_position IS NULL OR line.position < item.announced_position
      OR line.estimated_wait_seconds < coalesce(item.announced_wait_seconds, line.estimated_wait_seconds + 1)
      OR (line.estimated_wait_seconds IS NOT NULL) <> item.wait_known
    FOR UPDATE OF item SKIP LOCKED)
  UPDATE routing.work_item SET announced_position = least(announced_position, known.position),
    announced_wait_seconds = least(announced_wait_seconds, known.seconds), wait_known = known.seconds IS NOT NULL
  FROM known WHERE work_item.id = known.id`;

@Injectable()
export class Announcer {
  /** Who just joined the line: told in the same transaction, so that nobody reads a number that is not kept. A mail is told none. */
  async joined(tx: Tx, interactionId: string, queueId: string, channel: Channel): Promise<void> {
    if (channel === 'email') return;
    await tx.query(
      write(
        `(SELECT * FROM routing.line WHERE queue_id = $1 AND channel = $2 AND interaction_id = $3) AS line`,
      ),
      [queueId, channel, interactionId],
    );
  }

  /**
   * Everybody who waits on the phone or in a chat; rows somebody else is changing have their turn next time. One statement
   * and no transaction around it: a router that freezes then holds nobody's row.
   */
  async all(writer: Pick<Tx | Database, 'query'>): Promise<void> {
    await writer.query(write(`(SELECT * FROM routing.line WHERE channel <> 'email') AS line`));
  }
}
