/** Mails that name a ticket their sender is not part of: let in, held inside the house, or taken for a matter of their own. */
import { Injectable } from '@nestjs/common';
import {
  InboundMessage,
  Problem,
  type Actor,
  type IdentityProof,
  type StrangerMailState,
  type StrangerWhy,
} from '@lib/contracts';
import { Outbox } from '@lib/bus';
import type { ResolvedCustomer } from '@lib/customers';
import type { Tx } from '@lib/database';
import { Participants } from './participants.js';
import { FollowersService } from './relations/followers.service.js';
import { sameOrganisation } from './same-organisation.js';
import type { RefusedThread } from './thread-finder.js';
import { TimelineWriter, type Placed } from './timeline-writer.js';

/** Beyond so many that nobody has looked at, a stranger's mail is a matter of its own: a ticket is no letter box. */
const MOST_WAITING = 50;
const MOST_SHOWN = 20_000;

export interface HeldMail {
  ticketId: string;
  state: StrangerMailState;
  customer: ResolvedCustomer;
  inbound: InboundMessage;
  /** The ticket of its own, once split. */
  madeTicketId: string | null;
}

@Injectable()
export class StrangerMails {
  constructor(
    private readonly timeline: TimelineWriter,
    private readonly participants: Participants,
    private readonly followers: FollowersService,
    private readonly outbox: Outbox,
  ) {}

  /**
   * `join`: of the customer's own organisation and proven to be, so they are part of the ticket from now on. A why: held.
   * Null: a number in a subject is anybody's guess, a settled ticket is nobody's reading, and fifty unread are enough.
   */
  async judge(tx: Tx, refused: RefusedThread, inbound: InboundMessage): Promise<'join' | StrangerWhy | null> {
    if (refused.key === 'subject' || refused.status === 'resolved' || refused.status === 'closed')
      return null;
    const [facts] = await tx.query<{ waiting: number; colleague: boolean; addresses: string[] }>(
      `SELECT (SELECT count(*)::integer FROM tickets.note JOIN tickets.stranger_mail AS held ON held.note_id = note.id
                WHERE note.ticket_id = locked.id AND held.state = 'waiting') AS waiting,
         EXISTS (SELECT 1 FROM agents.agent WHERE lower(agent.email) = lower($2)) AS colleague,
         ARRAY(SELECT value FROM customers.identity WHERE identity.customer_id = locked.customer_id
                 AND kind = 'email' AND proof <> 'claimed') AS addresses
       FROM (SELECT id, customer_id FROM tickets.ticket WHERE id = $1 FOR UPDATE) AS locked`,
      [refused.ticketId, inbound.from.value],
    );
    if (!facts || facts.waiting >= MOST_WAITING) return null;
    if (facts.colleague) return 'agent-address';
    const { value } = inbound.from;
    const proven = inbound.trust === 'pass' && !inbound.automatic;
    if (proven && facts.addresses.some((known) => sameOrganisation(known, value))) return 'join';
    return refused.key === 'passed-on' ? 'token-of-another' : 'not-on-ticket';
  }

  /** They may answer from now on, and the ticket says since when and why. */
  async letIn(tx: Tx, ticketId: string, address: string, why: string, actor: Actor): Promise<void> {
    const lower = address.toLowerCase();
    await this.participants.add(tx, ticketId, [lower], null);
    await this.timeline.event(tx, ticketId, 'participant.added', actor, { address: lower, why });
  }

  /** A note, so that no way out of the house can read it; whoever answers for the ticket is told. */
  async hold(
    tx: Tx,
    ticketId: string,
    why: StrangerWhy,
    customer: ResolvedCustomer,
    inbound: InboundMessage,
  ): Promise<Placed> {
    const { value, name } = inbound.from;
    const written = inbound.replyText?.trim() ? inbound.replyText : (inbound.text ?? '');
    const note = await this.timeline.note(tx, {
      ticketId,
      author: { kind: 'customer', id: null, name: name ?? value },
      text: written.slice(0, MOST_SHOWN),
      stranger: true,
    });
    await tx.query(
      `INSERT INTO tickets.stranger_mail (note_id, why, customer_id, identity_id, proof, inbound) VALUES ($1, $2, $3, $4, $5, $6)`,
      [note.id, why, customer.customerId, customer.identityId, customer.proof, JSON.stringify(inbound)],
    );
    await this.followers.tellAnswering(tx, ticketId, note.seq);
    return note;
  }

  /** Held until the end of the transaction. Errors: `not-found` when it is not on this ticket. */
  async take(tx: Tx, ticketId: string, noteId: string): Promise<HeldMail> {
    const [row] = await tx.query<{
      state: StrangerMailState;
      customerId: string;
      identityId: string;
      proof: IdentityProof;
      name: string | null;
      inbound: unknown;
      madeTicketId: string | null;
    }>(
      `SELECT held.state, held.customer_id AS "customerId", held.identity_id AS "identityId", held.proof, held.inbound,
         held.ticket_id AS "madeTicketId", (SELECT name FROM customers.customer WHERE customer.id = held.customer_id) AS name
       FROM tickets.stranger_mail AS held JOIN tickets.note ON note.id = held.note_id
       WHERE held.note_id = $2 AND note.ticket_id = $1 FOR UPDATE OF held`,
      [ticketId, noteId],
    );
    if (!row) throw new Problem('not-found');
    const { customerId, identityId, proof, name, inbound, ...rest } = row;
    const customer = { customerId, identityId, proof, name, fresh: false };
    return { ...rest, ticketId, customer, inbound: InboundMessage.parse(inbound) };
  }

  async settle(
    tx: Tx,
    ticketId: string,
    noteId: string,
    settled: { state: StrangerMailState; madeTicketId?: string },
    actor: Actor,
  ): Promise<void> {
    const undone = settled.state === 'waiting';
    await tx.query(
      `UPDATE tickets.stranger_mail SET state = $2, ticket_id = $3, decided_by = $4, decided_at = CASE WHEN $4::uuid IS NULL THEN NULL ELSE now() END
       WHERE note_id = $1`,
      [noteId, settled.state, settled.madeTicketId ?? null, undone ? null : actor.id],
    );
    const { version } = await this.timeline.event(tx, ticketId, 'stranger-mail.decided', actor, {
      noteId,
      as: settled.state,
    });
    await this.outbox.publish(tx, 'ticket.changed', {
      subject: { type: 'ticket', id: ticketId, version },
      actor,
      data: { ticketId },
    });
  }
}
