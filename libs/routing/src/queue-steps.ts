/** Whom a piece of work is held for before its queue is asked, one after the other, and until when each. */
import { Inject, Injectable } from '@nestjs/common';
import type { QueueSteps } from '@lib/contracts';
import type { Tx } from '@lib/database';
import { CONFIG, type Config } from '@lib/platform';

/** Owner, stand-in and last agent, each with the end of their time: the columns of a work item in this order. */
export type Steps = [string | null, Date | null, string | null, Date | null, string | null, Date | null];

/** Who helped longer ago than this is no longer known to the customer. */
const REMEMBERED = '90 days';

@Injectable()
export class QueueStepsReader {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** An absent owner is not asked: their time is the stand-in's. */
  async of(
    tx: Tx,
    ticket: { ownerId: string | null; standInId?: string | null; ownerAbsent?: boolean },
    item: { interactionId: string; queueId: string; from: Date },
  ): Promise<Steps> {
    const seconds = await this.times(tx, item.queueId);
    const ownerId = ticket.ownerAbsent ? null : ticket.ownerId;
    const standInId = ticket.standInId ?? null;
    const lastId = seconds.lastAgent > 0 ? await this.lastAgent(tx, item.interactionId) : null;
    const last = lastId === ownerId || lastId === standInId || lastId === ticket.ownerId ? null : lastId;
    let until = item.from.getTime();
    const held = (id: string | null, time: number): Date | null => {
      if (id === null) return null;
      until += time * 1_000;
      return new Date(until);
    };
    return [
      ownerId,
      held(ownerId, seconds.owner),
      standInId,
      held(standInId, seconds.standIn),
      last,
      held(last, seconds.lastAgent),
    ];
  }

  private async times(tx: Tx, queueId: string): Promise<QueueSteps> {
    const [queue] = await tx.each<{ steps: QueueSteps | null }>(
      `SELECT given.place, queue.steps FROM json_to_recordset($1::json) AS given(place integer, "queueId" uuid)
       JOIN routing.queue ON queue.id = given."queueId"`,
      { queueId },
    );
    const own = this.config.OWNER_FIRST_MS / 1_000;
    return queue?.steps ?? { owner: own, standIn: own, lastAgent: 0 };
  }

  private async lastAgent(tx: Tx, interactionId: string): Promise<string | null> {
    const [last] = await tx.query<{ agent_id: string }>(
      `SELECT earlier.agent_id FROM tickets.interaction AS this JOIN tickets.ticket ON ticket.customer_id = this.customer_id
       JOIN tickets.interaction AS earlier ON earlier.ticket_id = ticket.id JOIN agents.agent ON agent.id = earlier.agent_id
       WHERE this.id = $1 AND earlier.id <> this.id AND earlier.connected_at > now() - interval '${REMEMBERED}'
         AND agent.disabled_at IS NULL ORDER BY earlier.connected_at DESC LIMIT 1`,
      [interactionId],
    );
    return last?.agent_id ?? null;
  }
}
