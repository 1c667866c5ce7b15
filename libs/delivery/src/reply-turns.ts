/** Whose turn it is after an answer: the ticket owned, the mail's turn ended, resolved with it; and all of it back when it is taken back. */
import { Injectable } from '@nestjs/common';
import type { Actor, SendMessage, TicketStatus } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import type { Tx } from '@lib/database';
import type { Principal } from '@lib/platform';
import { actorOf, InteractionService, OwnershipService, TicketCommands } from '@lib/tickets';
import type { ReplyTicket } from './reply-ticket.js';

/** Who signs: a hand-over's line is written by one agent and leaves with the press of another. */
export type Author = Pick<Principal, 'agentId' | 'name'>;

/** An answer, with the status its ticket had before it. */
export interface Answered {
  ticketId: string;
  seq: number;
  statusBefore: TicketStatus | null;
}

@Injectable()
export class ReplyTurns {
  constructor(
    private readonly ownership: OwnershipService,
    private readonly interactions: InteractionService,
    private readonly commands: TicketCommands,
    private readonly outbox: Outbox,
  ) {}

  /** Whoever answers an unowned ticket owns it; a mail answered is a turn ended, and it is the customer's turn now. */
  async answered(
    tx: Tx,
    principal: Author,
    ticket: ReplyTicket,
    channel: SendMessage['channel'],
  ): Promise<void> {
    await this.ownership.takeIfFree(tx, ticket.id, principal.agentId, actorOf(principal));
    if (channel !== 'email') return;
    const turns = await tx.query<{ id: string }>(
      `SELECT id FROM tickets.interaction WHERE ticket_id = $1 AND channel = 'email' AND state IN ('waiting', 'offered', 'connected', 'held')`,
      [ticket.id],
    );
    for (const { id } of turns) {
      const turn = await this.interactions.find(tx, id);
      // Answered by this agent even if it was never offered: it must not count as abandoned.
      if (turn)
        await this.interactions.end(
          tx,
          { ...turn, agentId: turn.agentId ?? principal.agentId, state: 'connected' },
          'agent',
        );
    }
    const [moved] = await tx.query<{ version: number; from_status: ReplyTicket['status'] }>(
      `UPDATE tickets.ticket SET status = 'pending', version = ticket.version + 1, updated_at = now()
       FROM (SELECT id, status AS from_status FROM tickets.ticket WHERE id = $1) AS before
       WHERE ticket.id = before.id AND ticket.status IN ('new', 'open') AND NOT EXISTS (
         SELECT 1 FROM tickets.interaction WHERE interaction.ticket_id = ticket.id AND interaction.channel <> 'email'
           AND interaction.state IN ('waiting', 'offered', 'connected', 'held'))
       RETURNING ticket.version, before.from_status`,
      [ticket.id],
    );
    if (moved)
      await this.outbox.publish(tx, 'ticket.status-changed', {
        subject: { type: 'ticket', id: ticket.id, version: moved.version },
        actor: actorOf(principal),
        data: { ticketId: ticket.id, from: moved.from_status, to: 'pending' },
      });
  }

  /** Errors: whatever resolving asks for first (`cause-needed`, `tasks-open`, `field-needed`). */
  async resolve(tx: Tx, ticketId: string, actor: Actor): Promise<void> {
    await this.commands.changeIn(tx, ticketId, { status: 'resolved' }, actor, null);
  }

  /** As if it had never been written, unless something has happened on the ticket since. */
  async takeBack(tx: Tx, { ticketId, seq, statusBefore }: Answered, actor: Actor): Promise<void> {
    if (statusBefore === null) return;
    const [now] = await tx.query<{ status: TicketStatus }>(
      `SELECT status FROM tickets.ticket WHERE id = $1 AND NOT EXISTS (
         SELECT 1 FROM tickets.message WHERE message.ticket_id = ticket.id AND message.seq > $2
           AND delivery_state IS DISTINCT FROM 'cancelled') FOR UPDATE`,
      [ticketId, seq],
    );
    const before = statusBefore === 'new' ? 'open' : statusBefore;
    if (!now || now.status === before || (now.status !== 'pending' && now.status !== 'resolved')) return;
    await this.commands.changeIn(tx, ticketId, { status: 'open' }, actor, null);
    if (before === 'pending' || before === 'on-hold')
      await this.commands.changeIn(tx, ticketId, { status: before }, actor, null);
  }
}
