/** Takes "the same person" back: the identity's interactions and messages move to a ticket of their own. */
import { Injectable } from '@nestjs/common';
import { Outbox } from '@lib/bus';
import { SamePerson } from '@lib/customers';
import { Database, type Tx } from '@lib/database';
import { newId, type Principal } from '@lib/platform';
import { ConversationMover } from './relations/conversation-mover.js';
import { actorOf } from './ticket-commands.js';
import { TicketService } from './ticket.service.js';
import { TimelineWriter } from './timeline-writer.js';

interface Joined {
  ticket_id: string;
  subject: string;
  owner_id: string | null;
  queue_id: string | null;
  interaction_ids: string[];
}

@Injectable()
export class PersonSplitter {
  constructor(
    private readonly database: Database,
    private readonly samePerson: SamePerson,
    private readonly tickets: TicketService,
    private readonly timeline: TimelineWriter,
    private readonly conversation: ConversationMover,
    private readonly outbox: Outbox,
  ) {}

  async confirm(principal: Principal, customerId: string, proposalId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.samePerson.confirm(tx, customerId, proposalId, principal.agentId);
      await this.touchTickets(tx, customerId);
    });
  }

  async separate(principal: Principal, customerId: string, proposalId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { newCustomerId, identityId } = await this.samePerson.separate(
        tx,
        customerId,
        proposalId,
        principal.agentId,
      );
      const joined = await tx.query<Joined>(
        `SELECT ticket.id AS ticket_id, ticket.subject, ticket.owner_id, ticket.queue_id, jsonb_agg(interaction.id) AS interaction_ids
         FROM tickets.interaction JOIN tickets.ticket ON ticket.id = interaction.ticket_id
         WHERE interaction.identity_id = $1 AND interaction.customer_id = $2 GROUP BY ticket.id`,
        [identityId, customerId],
      );
      for (const part of joined) await this.moveApart(tx, principal, part, newCustomerId);
      await this.touchTickets(tx, customerId);
    });
  }

  private async moveApart(tx: Tx, principal: Principal, part: Joined, newCustomerId: string): Promise<void> {
    const actor = actorOf(principal);
    const others = await tx.query(
      `SELECT id FROM tickets.interaction WHERE ticket_id = $1 AND NOT id = ANY($2) LIMIT 1`,
      [part.ticket_id, part.interaction_ids],
    );
    if (others.length === 0) {
      // The whole ticket is theirs: it changes hands, nothing needs to move.
      await tx.query(`UPDATE tickets.ticket SET customer_id = $2 WHERE id = $1`, [
        part.ticket_id,
        newCustomerId,
      ]);
      await tx.query(`UPDATE tickets.interaction SET customer_id = $2 WHERE ticket_id = $1`, [
        part.ticket_id,
        newCustomerId,
      ]);
      await this.timeline.event(tx, part.ticket_id, 'customer.separated', actor, {
        customerId: newCustomerId,
      });
      return;
    }
    const apart = await this.tickets.open(tx, {
      customerId: newCustomerId,
      subject: part.subject,
      type: 'question',
      impact: 'low',
      urgency: 'medium',
      actor,
    });
    await tx.query(
      `UPDATE tickets.ticket SET owner_id = $2, owner_since = CASE WHEN $2::uuid IS NULL THEN NULL ELSE now() END, queue_id = $3,
         status = CASE WHEN $2::uuid IS NULL THEN 'new' ELSE 'open' END WHERE id = $1`,
      [apart, part.owner_id, part.queue_id],
    );
    await this.moveInteractions(tx, part, apart, newCustomerId);
    await this.timeline.event(tx, part.ticket_id, 'ticket.separated', actor, { ticketId: apart });
    await this.timeline.event(tx, apart, 'ticket.separated-from', actor, { ticketId: part.ticket_id });
    for (const ticketId of [part.ticket_id, apart])
      await this.outbox.publish(tx, 'ticket.changed', {
        subject: { type: 'ticket', id: ticketId },
        actor,
        data: { ticketId },
      });
  }

  /** Moved items get new numbers in the new ticket; in the old one a numbered event stands where each was, so no number is missing. */
  private async moveInteractions(tx: Tx, part: Joined, apart: string, newCustomerId: string): Promise<void> {
    const moved = await tx.query<{ id: string; kind: 'message' | 'call'; seq: number }>(
      `SELECT id, 'message' AS kind, seq FROM tickets.message WHERE ticket_id = $1 AND interaction_id = ANY($2)
       UNION ALL SELECT id, 'call', seq FROM tickets.interaction WHERE id = ANY($2) AND seq IS NOT NULL ORDER BY seq`,
      [part.ticket_id, part.interaction_ids],
    );
    await tx.query(
      `UPDATE tickets.interaction SET ticket_id = $2, customer_id = $3, version = version + 1 WHERE id = ANY($1)`,
      [part.interaction_ids, apart, newCustomerId],
    );
    await tx.query(`UPDATE tickets.thread SET ticket_id = $2 WHERE interaction_id = ANY($1)`, [
      part.interaction_ids,
      apart,
    ]);
    await this.conversation.followInteractions(tx, apart);
    for (const item of moved) {
      const { seq } = await this.timeline.place(tx, apart);
      const table = item.kind === 'message' ? 'tickets.message' : 'tickets.interaction';
      await tx.query(`UPDATE ${table} SET ticket_id = $2, seq = $3 WHERE id = $1`, [item.id, apart, seq]);
      await tx.query(`UPDATE tickets.attachment SET ticket_id = $2 WHERE message_id = $1`, [item.id, apart]);
      await tx.query(
        `INSERT INTO tickets.ticket_event (id, ticket_id, seq, name, actor_kind, data) VALUES ($4, $1, $2, 'item.moved', 'system', $3)`,
        [part.ticket_id, item.seq, JSON.stringify({ to: apart }), newId()],
      );
    }
    await tx.query(
      `UPDATE tickets.ticket SET channels = coalesce((
         SELECT jsonb_agg(DISTINCT channel) FROM tickets.interaction WHERE ticket_id = ticket.id), '[]')
       WHERE id IN ($1, $2)`,
      [part.ticket_id, apart],
    );
  }

  /** Identities are part of the ticket's view: readers must see the decision. */
  private async touchTickets(tx: Tx, customerId: string): Promise<void> {
    const rows = await tx.query<{ id: string; version: number }>(
      `UPDATE tickets.ticket SET version = version + 1 WHERE customer_id = $1 AND status NOT IN ('closed') RETURNING id, version`,
      [customerId],
    );
    await this.outbox.publishAll(
      tx,
      'ticket.changed',
      rows.map(({ id, version }) => ({ subject: { type: 'ticket', id, version }, data: { ticketId: id } })),
    );
  }
}
