/** Hand-overs between two agents as rows: proposed once per ticket, ended once, whatever races; each step in the history. */
import { Injectable } from '@nestjs/common';
import {
  Problem,
  type Actor,
  type HandOverCard,
  type HandOverKind,
  type HandOverState,
} from '@lib/contracts';
import { Outbox, Timers } from '@lib/bus';
import type { Tx } from '@lib/database';
import { newId } from '@lib/platform';
import { OwnershipService } from './ownership.service.js';
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

export interface NewHandOver {
  ticketId: string;
  kind: HandOverKind;
  from: string;
  to: string;
  noteId: string;
  customerLine: string;
  card: HandOverCard;
  expiresAt: Date;
}

const TIMER = 'hand-over';

@Injectable()
export class HandOverRecords {
  constructor(
    private readonly outbox: Outbox,
    private readonly timers: Timers,
    private readonly timeline: TimelineWriter,
    private readonly ownership: OwnershipService,
  ) {}

  /** The caller holds the ticket's row. Error: `hand-over-pending`, by the index and not by a look beforehand. */
  async propose(tx: Tx, proposal: NewHandOver, actor: Actor): Promise<string> {
    const id = newId();
    const [made] = await tx.query(
      `INSERT INTO tickets.hand_over (id, ticket_id, kind, from_agent_id, owner_id, to_agent_id, note_id, customer_line, card, expires_at)
       SELECT $1, ticket.id, $3, $4, ticket.owner_id, $5, $6, $7, $8, $9 FROM tickets.ticket WHERE ticket.id = $2
       ON CONFLICT (ticket_id) WHERE state = 'proposed' DO NOTHING RETURNING id`,
      [
        id,
        proposal.ticketId,
        proposal.kind,
        proposal.from,
        proposal.to,
        proposal.noteId,
        proposal.customerLine,
        JSON.stringify(proposal.card),
        proposal.expiresAt,
      ],
    );
    if (!made) throw new Problem('hand-over-pending');
    await this.timers.set(tx, { kind: TIMER, key: id, dueAt: proposal.expiresAt, payload: {} });
    await this.tell(tx, id, 'proposed', actor, null);
    return id;
  }

  /**
   * One statement ends every race: only who is asked, only while it is proposed and in time, only while the owner is who
   * it was proposed for. A consult leaves the owner and the count as they are. Null is the loser's answer.
   */
  async accept(tx: Tx, id: string, agentId: string, actor: Actor): Promise<HandOverFacts | null> {
    const [accepted] = await tx.query<{ version: number | null }>(
      `WITH accepted AS (
         UPDATE tickets.hand_over SET state = 'accepted', decided_at = now()
         FROM tickets.ticket
         WHERE hand_over.id = $1 AND hand_over.to_agent_id = $2 AND hand_over.state = 'proposed' AND hand_over.expires_at > now()
           AND ticket.id = hand_over.ticket_id AND ticket.status <> 'closed'
           AND ticket.owner_id IS NOT DISTINCT FROM hand_over.owner_id
         RETURNING hand_over.ticket_id, hand_over.kind),
       moved AS (
         UPDATE tickets.ticket SET owner_id = $2, owner_since = now(), hand_over_count = hand_over_count + 1,
           version = ticket.version + 1, updated_at = now(),
           status = CASE WHEN ticket.status = 'new' THEN 'open' ELSE ticket.status END
         FROM accepted WHERE ticket.id = accepted.ticket_id AND accepted.kind <> 'consult'
         RETURNING ticket.version)
       SELECT moved.version FROM accepted LEFT JOIN moved ON true`,
      [id, agentId],
    );
    if (!accepted) return null;
    await this.timers.cancel(tx, TIMER, id);
    const facts = await this.tell(tx, id, 'accepted', actor, null);
    if (accepted.version !== null)
      await this.ownership.record(tx, facts.ticketId, facts.ownerId, agentId, accepted.version, actor, {
        handOver: true,
      });
    return facts;
  }

  /** Declined, withdrawn or expired: the owner stays as they were. False when it was over already. */
  async end(
    tx: Tx,
    id: string,
    state: 'declined' | 'expired' | 'withdrawn',
    actor: Actor,
    reason: string | null,
  ): Promise<boolean> {
    await this.lockTicket(tx, id);
    const [ended] = await tx.query(
      `UPDATE tickets.hand_over SET state = $2, decided_at = now(), reason = $3
       WHERE id = $1 AND state = 'proposed' RETURNING id`,
      [id, state, reason],
    );
    if (!ended) return false;
    await this.timers.cancel(tx, TIMER, id);
    await this.tell(tx, id, state, actor, reason);
    return true;
  }

  /** For who holds the ticket's row: nothing is proposed meanwhile. */
  async isPending(tx: Tx, ticketId: string): Promise<boolean> {
    const rows = await tx.query(
      `SELECT 1 FROM tickets.hand_over WHERE ticket_id = $1 AND state = 'proposed'`,
      [ticketId],
    );
    return rows.length > 0;
  }

  /** The ticket first, as replies do: taken after the proposal's own row it would be a deadlock with them. */
  async lockTicket(tx: Tx, id: string): Promise<void> {
    await tx.query(
      `SELECT 1 FROM tickets.ticket WHERE id = (SELECT ticket_id FROM tickets.hand_over WHERE id = $1) FOR UPDATE`,
      [id],
    );
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

  private async tell(
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
