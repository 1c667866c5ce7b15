/** How a hand-over is told and ends without an acceptance: declined, expired, withdrawn, or because somebody else became the owner. */
import { Injectable } from '@nestjs/common';
import type { Actor, HandOverKind, HandOverState } from '@lib/contracts';
import { Outbox, Timers } from '@lib/bus';
import type { Tx } from '@lib/database';
import { TimelineWriter } from './timeline-writer.js';

export interface HandOverFacts {
  id: string;
  ticketId: string;
  kind: HandOverKind;
  from: string;
  fromName: string;
  to: string;
  toName: string;
  ownerId: string | null;
  customerLine: string;
  state: HandOverState;
}

export const HAND_OVER_TIMER = 'hand-over';

@Injectable()
export class HandOverEnding {
  constructor(
    private readonly outbox: Outbox,
    private readonly timers: Timers,
    private readonly timeline: TimelineWriter,
  ) {}

  /** False when it was over already. The caller holds the ticket's row. */
  async end(
    tx: Tx,
    id: string,
    state: 'declined' | 'expired' | 'withdrawn',
    actor: Actor,
    reason: string | null,
  ): Promise<boolean> {
    const [ended] = await tx.query(
      `UPDATE tickets.hand_over SET state = $2, decided_at = now(), reason = $3
       WHERE id = $1 AND state = 'proposed' RETURNING id`,
      [id, state, reason],
    );
    if (!ended) return false;
    await this.timers.cancel(tx, HAND_OVER_TIMER, id);
    await this.tell(tx, id, state, actor, reason);
    return true;
  }

  /** Somebody became the owner by another way: what is proposed could not be accepted any more, and nobody is left to wait for it. */
  async rescind(tx: Tx, ticketId: string, actor: Actor): Promise<void> {
    const proposed = await tx.query<{ id: string }>(
      `SELECT id FROM tickets.hand_over WHERE ticket_id = $1 AND state = 'proposed'`,
      [ticketId],
    );
    for (const { id } of proposed) await this.end(tx, id, 'withdrawn', actor, null);
  }

  async find(tx: Tx, id: string): Promise<HandOverFacts | null> {
    const [row] = await tx.query<HandOverFacts>(
      `SELECT hand_over.id, hand_over.ticket_id AS "ticketId", hand_over.kind, hand_over.from_agent_id AS "from", giver.name AS "fromName",
         hand_over.to_agent_id AS "to", receiver.name AS "toName", hand_over.owner_id AS "ownerId",
         hand_over.customer_line AS "customerLine", hand_over.state
       FROM tickets.hand_over JOIN agents.agent AS giver ON giver.id = hand_over.from_agent_id
       JOIN agents.agent AS receiver ON receiver.id = hand_over.to_agent_id WHERE hand_over.id = $1`,
      [id],
    );
    return row ?? null;
  }

  async tell(
    tx: Tx,
    id: string,
    state: HandOverState,
    actor: Actor,
    reason: string | null,
  ): Promise<HandOverFacts> {
    const facts = await this.find(tx, id);
    if (!facts) throw new Error('the hand-over of this entry does not exist');
    const { ticketId, kind, from, fromName, to, toName } = facts;
    const name = `hand-over.${state}` as const;
    const place = await this.timeline.event(tx, ticketId, name, actor, {
      kind,
      from,
      fromName,
      to,
      toName,
      ...(reason && { reason }),
    });
    await this.outbox.publish(tx, name, {
      subject: { type: 'ticket', id: ticketId, version: place.version },
      actor,
      data: { handOverId: id, ticketId, kind, from, to },
    });
    return facts;
  }
}
