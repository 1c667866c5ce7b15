/** Everything of two merged tickets besides what was said: status, owner, hand-over, followers, who may write in. */
import { Injectable } from '@nestjs/common';
import type { TicketStatus } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import type { Tx } from '@lib/database';
import type { Principal } from '@lib/platform';
import { HandOverRecords } from '../hand-over-records.js';
import { OwnershipService } from '../ownership.service.js';
import { actorOf } from '../ticket-commands.js';
import { ConversationMover } from './conversation-mover.js';
import type { Move } from './move-records.js';
import { TicketPairs, type HeldTicket } from './ticket-pair.js';

/** What undoing gives back; of the survivor only what the merge itself changed. */
interface Before {
  status: TicketStatus;
  resolvedAt: string | null;
  intoStatus: TicketStatus;
  intoResolvedAt: string | null;
  statusMade: TicketStatus | null;
  ownerMade: string | null;
  participantsAdded: string[];
}

@Injectable()
export class MergeSettlement {
  constructor(
    private readonly handOvers: HandOverRecords,
    private readonly ownership: OwnershipService,
    private readonly conversation: ConversationMover,
    private readonly pairs: TicketPairs,
    private readonly outbox: Outbox,
  ) {}

  async settle(
    tx: Tx,
    principal: Principal,
    from: HeldTicket,
    into: HeldTicket,
    moveId: string,
  ): Promise<Before> {
    const actor = actorOf(principal);
    const [proposed] = await tx.query<{ id: string }>(
      `SELECT id FROM tickets.hand_over WHERE ticket_id = $1 AND state = 'proposed'`,
      [from.id],
    );
    if (proposed)
      await this.handOvers.end(tx, proposed.id, 'withdrawn', actor, `${from.number} → ${into.number}`);
    await tx.query(
      `UPDATE tickets.interaction SET ticket_id = $2, home_ticket_id = coalesce(home_ticket_id, $1), version = version + 1
       WHERE ticket_id = $1`,
      [from.id, into.id],
    );
    await this.conversation.followInteractions(tx, into.id);
    await tx.query(
      `UPDATE tickets.ticket SET merged_into_id = $2, status = 'closed', closed_at = now() WHERE id = $1`,
      [from.id, into.id],
    );
    await this.pairs.tellStatus(tx, principal, from.id, from.status, 'closed');
    const added = from.participants.filter((address) => !into.participants.includes(address));
    await tx.query(`UPDATE tickets.ticket SET participants = participants || $2::jsonb WHERE id = $1`, [
      into.id,
      JSON.stringify(added),
    ]);
    await this.bringFollowers(tx, principal, from, into, moveId);
    const woken = await this.wake(tx, principal, from, into);
    const ownerMade = await this.lendOwner(tx, principal, from, into);
    return {
      status: from.status,
      resolvedAt: from.resolvedAt?.toISOString() ?? null,
      intoStatus: into.status,
      intoResolvedAt: into.resolvedAt?.toISOString() ?? null,
      statusMade: woken || (ownerMade && into.status === 'new') ? 'open' : null,
      ownerMade,
      participantsAdded: added,
    };
  }

  async unsettle(
    tx: Tx,
    principal: Principal,
    move: Move,
    from: HeldTicket,
    survivor: HeldTicket,
  ): Promise<void> {
    const before = move.before as unknown as Before;
    await tx.query(
      `UPDATE tickets.ticket SET merged_into_id = NULL, status = $2, resolved_at = $3, closed_at = NULL WHERE id = $1`,
      [from.id, before.status, before.resolvedAt],
    );
    await this.pairs.tellStatus(tx, principal, from.id, 'closed', before.status);
    await tx.query(`DELETE FROM tickets.follower WHERE move_id = $1`, [move.id]);
    await tx.query(
      `UPDATE tickets.ticket SET participants = coalesce((
         SELECT jsonb_agg(address) FROM jsonb_array_elements_text(participants) AS address WHERE NOT address = ANY($2)), '[]')
       WHERE id = $1`,
      [survivor.id, before.participantsAdded],
    );
    // What somebody changed since is theirs to keep.
    if (before.ownerMade !== null && survivor.ownerId === before.ownerMade)
      await this.ownership.release(tx, survivor.id, before.ownerMade, actorOf(principal));
    if (survivor.status !== before.statusMade) return;
    await tx.query(`UPDATE tickets.ticket SET status = $2, resolved_at = $3 WHERE id = $1`, [
      survivor.id,
      before.intoStatus,
      before.intoResolvedAt,
    ]);
    await this.pairs.tellStatus(tx, principal, survivor.id, survivor.status, before.intoStatus);
  }

  /** On the survivor, but of the merged ticket or of one that had been merged into it. */
  async ownInteractions(tx: Tx, fromId: string, survivorId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM tickets.interaction WHERE ticket_id = $2
         AND (home_ticket_id = $1 OR home_ticket_id IN (SELECT tickets.absorbed_by($1)))`,
      [fromId, survivorId],
    );
    return rows.map(({ id }) => id);
  }

  async say(
    tx: Tx,
    principal: Principal,
    name: 'ticket.merged' | 'ticket.merge-undone',
    ticketId: string,
    intoId: string,
  ): Promise<void> {
    await this.outbox.publish(tx, name, {
      subject: { type: 'ticket', id: ticketId },
      actor: actorOf(principal),
      data: { ticketId, intoId },
    });
  }

  /** Words that wait for an answer do not come to rest on a ticket that is thought settled. */
  private async wake(tx: Tx, principal: Principal, from: HeldTicket, into: HeldTicket): Promise<boolean> {
    if (!['new', 'open'].includes(from.status) || ['new', 'open'].includes(into.status)) return false;
    await tx.query(`UPDATE tickets.ticket SET status = 'open', resolved_at = NULL WHERE id = $1`, [into.id]);
    await this.pairs.tellStatus(tx, principal, into.id, into.status, 'open');
    return true;
  }

  /** An owner is never replaced; a survivor nobody owns is not left so when the customer had somebody. */
  private async lendOwner(
    tx: Tx,
    principal: Principal,
    from: HeldTicket,
    into: HeldTicket,
  ): Promise<string | null> {
    if (into.ownerId !== null || from.ownerId === null) return null;
    if (await this.handOvers.isPending(tx, into.id)) return null;
    const taken = await this.ownership.takeIfFree(tx, into.id, from.ownerId, actorOf(principal));
    return taken ? from.ownerId : null;
  }

  /** Who followed goes on following, and who owned what is merged away hears how it ends. */
  private async bringFollowers(
    tx: Tx,
    principal: Principal,
    from: HeldTicket,
    into: HeldTicket,
    moveId: string,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO tickets.follower (ticket_id, agent_id, added_by, move_id)
       SELECT DISTINCT $2::uuid, agent_id, $3::uuid, $4::uuid FROM (
         SELECT agent_id FROM tickets.follower WHERE ticket_id = $1
         UNION SELECT $5::uuid) AS known
       WHERE agent_id IS NOT NULL AND agent_id IS DISTINCT FROM $6::uuid
       ON CONFLICT (ticket_id, agent_id) DO NOTHING`,
      [from.id, into.id, principal.agentId, moveId, from.ownerId, into.ownerId],
    );
  }
}
