/** Who has one ticket of a job: taken, handed over, followed, made one with another; and back. */
import { Injectable } from '@nestjs/common';
import { Problem, type BulkAction } from '@lib/contracts';
import type { Tx } from '@lib/database';
import { HandOverService } from '@lib/delivery';
import type { Principal } from '@lib/platform';
import { actorOf, FollowersService, MergeService, OwnershipService, TicketAccess } from '@lib/tickets';
import { UNCHANGED, type Outcome } from './bulk-act.js';

@Injectable()
export class PeopleActs {
  constructor(
    private readonly ownership: OwnershipService,
    private readonly handOvers: HandOverService,
    private readonly followers: FollowersService,
    private readonly merges: MergeService,
    private readonly access: TicketAccess,
  ) {}

  /** Errors: `ticket-already-owned`, `ticket-closed`. */
  async take(tx: Tx, principal: Principal, ticketId: string): Promise<Outcome> {
    const actor = actorOf(principal);
    if (await this.ownership.takeIfFree(tx, ticketId, principal.agentId, actor))
      return { changed: true, undo: { do: 'take' } };
    await this.ownership.take(tx, ticketId, principal.agentId, actor);
    return UNCHANGED;
  }

  /** False when somebody else owns it by now. */
  async release(tx: Tx, principal: Principal, ticketId: string): Promise<boolean> {
    const [mine] = await tx.query(
      `SELECT 1 FROM tickets.ticket WHERE id = $1 AND owner_id = $2 AND status <> 'closed' FOR UPDATE`,
      [ticketId, principal.agentId],
    );
    if (!mine) return false;
    await this.ownership.release(tx, ticketId, principal.agentId, actorOf(principal));
    return true;
  }

  async handOver(
    tx: Tx,
    principal: Principal,
    ticketId: string,
    { handOver }: Extract<BulkAction, { do: 'hand-over' }>,
  ): Promise<Outcome> {
    const handOverId = await this.handOvers.handOverIn(tx, principal, ticketId, handOver);
    // The customer of what went to a queue has read the line.
    return { changed: true, undo: handOverId === null ? null : { do: 'hand-over', handOverId } };
  }

  async withdraw(tx: Tx, principal: Principal, handOverId: string): Promise<boolean> {
    await this.handOvers.withdrawIn(tx, principal, handOverId);
    return true;
  }

  async follow(tx: Tx, principal: Principal, ticketId: string, follow: boolean): Promise<Outcome> {
    const changed = follow
      ? await this.followers.addIn(tx, principal, ticketId, principal.agentId)
      : await this.followers.unfollow(tx, principal, ticketId, principal.agentId);
    return changed ? { changed, undo: { do: 'follow', follow: !follow } } : UNCHANGED;
  }

  async merge(
    tx: Tx,
    principal: Principal,
    ticketId: string,
    { into, otherCustomer }: Extract<BulkAction, { do: 'merge' }>,
  ): Promise<Outcome> {
    // Chosen among its own duplicates, it is the one they go into.
    if (into === ticketId) return UNCHANGED;
    if ((await this.access.visibleTo(principal, [into], tx)).length === 0) throw new Problem('not-found');
    await this.merges.mergeIn(tx, principal, { fromId: ticketId, intoId: into, otherCustomer });
    return { changed: true, undo: { do: 'merge' } };
  }

  async unmerge(tx: Tx, principal: Principal, ticketId: string): Promise<boolean> {
    await this.merges.undoIn(tx, principal, ticketId);
    return true;
  }
}
