/** Hand-overs between two agents as rows: proposed once per ticket, ended once, whatever races; each step in the history. */
import { Injectable } from '@nestjs/common';
import { Problem, type Actor, type HandOverCard, type HandOverKind } from '@lib/contracts';
import { Timers } from '@lib/bus';
import type { Tx } from '@lib/database';
import { newId } from '@lib/platform';
import { HAND_OVER_TIMER, HandOverEnding, type HandOverFacts } from './hand-over-ending.js';
import { OwnershipService } from './ownership.service.js';
import { TimelineWriter } from './timeline-writer.js';

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

@Injectable()
export class HandOverRecords {
  constructor(
    private readonly timers: Timers,
    private readonly ending: HandOverEnding,
    private readonly ownership: OwnershipService,
    private readonly timeline: TimelineWriter,
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
    await this.timers.set(tx, { kind: HAND_OVER_TIMER, key: id, dueAt: proposal.expiresAt, payload: {} });
    await this.ending.tell(tx, id, 'proposed', actor, null);
    return id;
  }

  /**
   * One statement ends every race: only who is asked, only while it is proposed and in time, only while the owner is who
   * it was proposed for. A consult leaves the owner and the count as they are. Null is the loser's answer.
   */
  async accept(tx: Tx, id: string, agentId: string, actor: Actor): Promise<HandOverFacts | null> {
    const [accepted] = await tx.query<{ moved: boolean }>(
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
         RETURNING ticket.id)
       SELECT moved.id IS NOT NULL AS moved FROM accepted LEFT JOIN moved ON true`,
      [id, agentId],
    );
    if (!accepted) return null;
    await this.timers.cancel(tx, HAND_OVER_TIMER, id);
    const facts = await this.ending.tell(tx, id, 'accepted', actor, null);
    if (accepted.moved) {
      const place = await this.timeline.place(tx, facts.ticketId);
      await this.ownership.record(tx, facts.ticketId, facts.ownerId, agentId, place, actor, {
        handOver: true,
      });
    }
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
    return this.ending.end(tx, id, state, actor, reason);
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

  find(tx: Tx, id: string): Promise<HandOverFacts | null> {
    return this.ending.find(tx, id);
  }
}
