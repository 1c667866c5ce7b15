/** Makes one of two tickets, and two again: what was said moves, the survivor's owner stays, the old number leads on. */
import { Injectable } from '@nestjs/common';
import { Problem, type MergeTicket } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { newId, type Principal } from '@lib/platform';
import { TicketAccess } from '../ticket-access.js';
import { ConversationMover, type Entry } from './conversation-mover.js';
import { MergeSettlement } from './merge-settlement.js';
import { MoveRecords, type Move } from './move-records.js';
import { requireLive, requireMayMove, TicketPairs, type HeldTicket } from './ticket-pair.js';

@Injectable()
export class MergeService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly pairs: TicketPairs,
    private readonly conversation: ConversationMover,
    private readonly moves: MoveRecords,
    private readonly settlement: MergeSettlement,
  ) {}

  /**
   * Answers the survivor's id. Errors: `other-customer` unless said on purpose, `ticket-merged`, `ticket-closed`,
   * `forbidden` (somebody else's ticket), `move-not-allowed` (itself, or another customer who is on the line).
   */
  async merge(principal: Principal, idOrNumber: string, request: MergeTicket): Promise<string> {
    const fromId = await this.access.require(principal, idOrNumber);
    const intoId = await this.access.require(principal, request.into);
    await this.database.transaction((tx) =>
      this.mergeIn(tx, principal, { fromId, intoId, otherCustomer: request.otherCustomer }),
    );
    return intoId;
  }

  /** For who has made sure that both may be seen. */
  async mergeIn(
    tx: Tx,
    principal: Principal,
    { fromId, intoId, otherCustomer }: { fromId: string; intoId: string; otherCustomer: boolean },
  ): Promise<void> {
    const [from, into] = await this.pairs.hold(tx, fromId, intoId);
    await this.refuse(tx, principal, from, into, otherCustomer);
    const moveId = newId();
    const moved = await this.conversation.weave(tx, from.id, into.id);
    const before = await this.settlement.settle(tx, principal, from, into, moveId);
    await this.moves.write(tx, { id: moveId, kind: 'merge', from: from.id, to: into.id, before }, principal);
    await this.moves.items(
      tx,
      moveId,
      moved.map(({ id, placeholderId }) => ({ item: id, placeholder: placeholderId })),
    );
    await this.conversation.retell(tx, [from.id, into.id]);
    await this.pairs.tellBoth(
      tx,
      principal,
      [
        [from, 'ticket.merged'],
        [into, 'ticket.merged-here'],
      ],
      { items: moved.length },
    );
    await this.settlement.say(tx, principal, 'ticket.merged', from.id, into.id);
  }

  /** Errors: `move-not-allowed` when it is not merged, the survivor has gone on into another, or a part was split off since. */
  async undo(principal: Principal, idOrNumber: string): Promise<string> {
    const fromId = await this.access.require(principal, idOrNumber);
    await this.database.transaction((tx) => this.undoIn(tx, principal, fromId));
    return fromId;
  }

  /** For who has made sure that it may be seen. */
  async undoIn(tx: Tx, principal: Principal, fromId: string): Promise<void> {
    const into = await this.moves.standing(tx, 'merge', { from: fromId });
    if (!into) throw new Problem('move-not-allowed', 'There is no merge to undo');
    const [from, survivor] = await this.pairs.hold(tx, fromId, into.to);
    const move = await this.moves.end(tx, into.id, principal);
    if (move.by !== principal.agentId) requireMayMove(principal, from);
    if (survivor.mergedIntoId !== null)
      throw new Problem('move-not-allowed', `${survivor.number} was merged on; undo that first`);
    await this.giveBack(tx, principal, move, from, survivor);
  }

  private async giveBack(
    tx: Tx,
    principal: Principal,
    move: Move,
    from: HeldTicket,
    survivor: HeldTicket,
  ): Promise<void> {
    const own = await this.settlement.ownInteractions(tx, from.id, survivor.id);
    await this.settlement.unsettle(tx, principal, move, from, survivor);
    const later = await this.laterEntries(tx, move.id, survivor.id, own);
    const back = await this.conversation.putBack(tx, move.id, survivor.id, from.id);
    await this.conversation.append(tx, later, survivor.id, from.id);
    await tx.query(
      `UPDATE tickets.interaction SET ticket_id = $1, home_ticket_id = nullif(home_ticket_id, $1), version = version + 1
       WHERE id = ANY($2)`,
      [from.id, own],
    );
    await this.conversation.followInteractions(tx, from.id);
    await this.conversation.retell(tx, [from.id, survivor.id]);
    await this.pairs.tellBoth(
      tx,
      principal,
      [
        [from, 'ticket.merge-undone'],
        [survivor, 'ticket.merge-undone-here'],
      ],
      { items: back.size + later.length },
    );
    await this.settlement.say(tx, principal, 'ticket.merge-undone', from.id, survivor.id);
  }

  /** Came after the merge, but in an interaction that came with the merged ticket or was addressed to it. */
  private async laterEntries(tx: Tx, moveId: string, survivorId: string, own: string[]): Promise<Entry[]> {
    return tx.query<Entry>(
      `SELECT * FROM (
         SELECT id, 'message' AS kind, seq FROM tickets.message WHERE ticket_id = $2 AND interaction_id = ANY($3)
         UNION ALL SELECT id, 'call', seq FROM tickets.interaction WHERE ticket_id = $2 AND seq IS NOT NULL AND id = ANY($3)
       ) AS entry WHERE NOT EXISTS (SELECT 1 FROM tickets.moved_item WHERE move_id = $1 AND item_id = entry.id) ORDER BY seq`,
      [moveId, survivorId, own],
    );
  }

  private async refuse(
    tx: Tx,
    principal: Principal,
    from: HeldTicket,
    into: HeldTicket,
    otherCustomer: boolean,
  ): Promise<void> {
    if (from.id === into.id) throw new Problem('move-not-allowed', 'A ticket is not merged into itself');
    requireLive(from);
    requireLive(into);
    requireMayMove(principal, from);
    if (from.customerId === into.customerId) return;
    if (!otherCustomer) throw new Problem('other-customer');
    const live = await tx.query(
      `SELECT 1 FROM tickets.interaction WHERE ticket_id = $1 AND channel <> 'email'
         AND state IN ('waiting', 'offered', 'connected', 'held') LIMIT 1`,
      [from.id],
    );
    // An answer on the survivor would be said to the other person.
    if (live.length > 0) throw new Problem('move-not-allowed', 'End the call or the chat first');
  }
}
