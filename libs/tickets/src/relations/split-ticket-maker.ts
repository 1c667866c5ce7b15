/** The ticket that a split makes: opened beside the other, linked to it, and closed again when the split is undone. */
import { Injectable } from '@nestjs/common';
import { Problem, type Level, type TicketType } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { newId, type Principal } from '@lib/platform';
import { OwnershipService } from '../ownership.service.js';
import { actorOf } from '../ticket-commands.js';
import { TicketService } from '../ticket.service.js';
import { MoveRecords, type Move } from './move-records.js';
import { requireLive, requireMayMove, TicketPairs, type HeldTicket } from './ticket-pair.js';

@Injectable()
export class SplitTicketMaker {
  constructor(
    private readonly database: Database,
    private readonly tickets: TicketService,
    private readonly ownership: OwnershipService,
    private readonly moves: MoveRecords,
    private readonly pairs: TicketPairs,
    private readonly outbox: Outbox,
  ) {}

  /** Whose the whole was, the part is; of what nobody owned, the one who splits it off becomes the owner. */
  async open(tx: Tx, principal: Principal, from: HeldTicket, subject: string): Promise<string> {
    const [like] = await tx.query<{ type: TicketType; impact: Level; urgency: Level }>(
      `SELECT type, impact, urgency FROM tickets.ticket WHERE id = $1`,
      [from.id],
    );
    if (!like) throw new Problem('not-found');
    const actor = actorOf(principal);
    const id = await this.tickets.open(tx, { customerId: from.customerId, subject, actor, ...like });
    await tx.query(
      `UPDATE tickets.ticket SET queue_id = origin.queue_id, participants = origin.participants
       FROM tickets.ticket AS origin WHERE origin.id = $2 AND ticket.id = $1`,
      [id, from.id],
    );
    await this.ownership.takeIfFree(tx, id, from.ownerId ?? principal.agentId, actor);
    return id;
  }

  async record(
    tx: Tx,
    principal: Principal,
    from: HeldTicket,
    newTicketId: string,
    moved: { id: string; placeholderId: string }[],
    belongs: Map<string, { interaction?: string; led?: string | null }>,
  ): Promise<void> {
    const moveId = newId();
    await this.moves.write(
      tx,
      { id: moveId, kind: 'split', from: from.id, to: newTicketId, before: {} },
      principal,
    );
    await this.moves.items(
      tx,
      moveId,
      moved.map(({ id, placeholderId }) => ({ item: id, placeholder: placeholderId, ...belongs.get(id) })),
    );
    await tx.query(
      `INSERT INTO tickets.link (id, kind, from_ticket_id, to_ticket_id, made_by) VALUES ($1, 'follow-up-of', $2, $3, $4)`,
      [newId(), newTicketId, from.id, principal.agentId],
    );
    const [made] = await this.pairs.hold(tx, newTicketId, newTicketId);
    await this.pairs.tellBoth(
      tx,
      principal,
      [
        [from, 'ticket.split'],
        [made, 'ticket.split-here'],
      ],
      { items: moved.length },
    );
    await this.say(tx, principal, 'ticket.split', from.id, newTicketId);
  }

  async standing(newTicketId: string): Promise<Move> {
    const split = await this.moves.standing(this.database, 'split', { to: newTicketId });
    if (!split) throw new Problem('move-not-allowed', 'There is no split to undo');
    return split;
  }

  async end(tx: Tx, principal: Principal, split: Move, made: HeldTicket): Promise<Move> {
    const move = await this.moves.end(tx, split.id, principal);
    if (move.by !== principal.agentId) requireMayMove(principal, made);
    requireLive(made);
    const since = await tx.query(
      `SELECT 1 FROM tickets.move WHERE undone_at IS NULL
         AND ((kind = 'merge' AND to_ticket_id = $1) OR (kind = 'split' AND from_ticket_id = $1)) LIMIT 1`,
      [made.id],
    );
    if (since.length > 0)
      throw new Problem('move-not-allowed', 'Something was merged or split since; undo that first');
    return move;
  }

  async close(tx: Tx, principal: Principal, made: HeldTicket, from: HeldTicket): Promise<void> {
    await tx.query(
      `UPDATE tickets.ticket SET merged_into_id = $2, status = 'closed', closed_at = now() WHERE id = $1`,
      [made.id, from.id],
    );
    await tx.query(
      `DELETE FROM tickets.link WHERE kind = 'follow-up-of' AND from_ticket_id = $1 AND to_ticket_id = $2`,
      [made.id, from.id],
    );
    await this.pairs.tellStatus(tx, principal, made.id, made.status, 'closed');
    await this.say(tx, principal, 'ticket.split-undone', from.id, made.id);
  }

  private async say(
    tx: Tx,
    principal: Principal,
    name: 'ticket.split' | 'ticket.split-undone',
    ticketId: string,
    newTicketId: string,
  ): Promise<void> {
    await this.outbox.publish(tx, name, {
      subject: { type: 'ticket', id: ticketId },
      actor: actorOf(principal),
      data: { ticketId, newTicketId },
    });
  }
}
