/** Gives a part of a ticket's conversation a ticket of its own, same customer and same owner, and takes that back. */
import { Injectable } from '@nestjs/common';
import { Problem, type SplitTicket } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import type { Principal } from '@lib/platform';
import { TicketAccess } from '../ticket-access.js';
import { ConversationMover, type Entry } from './conversation-mover.js';
import type { Move } from './move-records.js';
import { SplitInteractions } from './split-interactions.js';
import { SplitTicketMaker } from './split-ticket-maker.js';
import { requireLive, requireMayMove, TicketPairs, type HeldTicket } from './ticket-pair.js';

@Injectable()
export class SplitService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly pairs: TicketPairs,
    private readonly conversation: ConversationMover,
    private readonly interactions: SplitInteractions,
    private readonly newTicket: SplitTicketMaker,
  ) {}

  /** Answers the new ticket's id. Errors: `invalid-input` for what is not on the ticket, `ticket-merged`, `ticket-closed`, `forbidden`. */
  async split(principal: Principal, idOrNumber: string, request: SplitTicket): Promise<string> {
    const fromId = await this.access.require(principal, idOrNumber);
    return this.database.transaction(async (tx) => {
      const [from] = await this.pairs.hold(tx, fromId, fromId);
      requireLive(from);
      requireMayMove(principal, from);
      const chosen = await this.chosen(tx, fromId, request.itemIds);
      const newTicketId = await this.newTicket.open(tx, principal, from, request.subject);
      const belongs = await this.interactions.divide(tx, fromId, newTicketId, chosen);
      const moved = await this.conversation.append(tx, chosen, fromId, newTicketId);
      await this.conversation.followInteractions(tx, newTicketId);
      await this.newTicket.record(tx, principal, from, newTicketId, moved, belongs);
      await this.conversation.retell(tx, [fromId, newTicketId]);
      return newTicketId;
    });
  }

  /**
   * Everything on the new ticket goes back, what was split off into its old place, and the new number leads there.
   * Errors: `move-not-allowed` when there is no split to undo, or something else was merged or split since.
   */
  async undo(principal: Principal, idOrNumber: string): Promise<string> {
    const newTicketId = await this.access.require(principal, idOrNumber);
    const split = await this.newTicket.standing(newTicketId);
    await this.database.transaction(async (tx) => {
      const [made, from] = await this.pairs.hold(tx, newTicketId, split.from);
      const move = await this.newTicket.end(tx, principal, split, made);
      if (from.mergedIntoId !== null)
        throw new Problem('move-not-allowed', `${from.number} was merged; undo that first`);
      if (from.status === 'closed') throw new Problem('ticket-closed');
      await this.giveBack(tx, principal, move, made, from);
    });
    return split.from;
  }

  private async giveBack(
    tx: Tx,
    principal: Principal,
    move: Move,
    made: HeldTicket,
    from: HeldTicket,
  ): Promise<void> {
    const back = await this.conversation.putBack(tx, move.id, made.id, from.id);
    await this.interactions.reunite(tx, move.id, made.id, from.id);
    const later = await this.conversation.weave(tx, made.id, from.id);
    await tx.query(
      `UPDATE tickets.interaction SET ticket_id = $2, version = version + 1 WHERE ticket_id = $1`,
      [made.id, from.id],
    );
    await this.conversation.followInteractions(tx, from.id);
    await this.newTicket.close(tx, principal, made, from);
    await this.conversation.retell(tx, [made.id, from.id]);
    await this.pairs.tellBoth(
      tx,
      principal,
      [
        [from, 'ticket.split-undone'],
        [made, 'ticket.split-undone-here'],
      ],
      { items: back.size + later.length },
    );
  }

  private async chosen(tx: Tx, ticketId: string, ids: string[]): Promise<Entry[]> {
    const asked = [...new Set(ids)];
    const entries = await this.conversation.entries(tx, ticketId, asked);
    if (entries.length !== asked.length)
      throw new Problem('invalid-input', undefined, [
        { path: 'itemIds', message: 'only messages, notes and calls of this ticket' },
      ]);
    const spoken = await tx.query<{ id: string }>(
      `SELECT id FROM tickets.message WHERE ticket_id = $1 AND interaction_id = ANY($2)`,
      [ticketId, entries.filter(({ kind }) => kind === 'call').map(({ id }) => id)],
    );
    // What was written in a call belongs to it.
    return this.conversation.entries(tx, ticketId, [...asked, ...spoken.map(({ id }) => id)]);
  }
}
