/** Two tickets held at once, always in the same order, and who may move what is on them. */
import { Injectable } from '@nestjs/common';
import { formatTicketNumber, Problem, type Actor, type LinkKind, type TicketStatus } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import type { Tx } from '@lib/database';
import type { Principal } from '@lib/platform';
import { seesAll } from '../ticket-access.js';
import { actorOf } from '../ticket-commands.js';
import { TimelineWriter } from '../timeline-writer.js';

export interface HeldTicket {
  id: string;
  number: string;
  subject: string;
  status: TicketStatus;
  customerId: string;
  ownerId: string | null;
  ownerSince: Date | null;
  mergedIntoId: string | null;
  resolvedAt: Date | null;
  closedAt: Date | null;
  participants: string[];
}

type Said = 'ticket.merged' | 'ticket.merge-undone' | 'ticket.split' | 'ticket.split-undone';
export type RelationEntry = Said | `${Said}-here` | 'ticket.linked' | 'ticket.unlinked';

@Injectable()
export class TicketPairs {
  constructor(
    private readonly timeline: TimelineWriter,
    private readonly outbox: Outbox,
  ) {}

  /** In the order of their ids: two that hold the same pair wait for each other and never in a ring. */
  async hold(tx: Tx, one: string, other: string): Promise<[HeldTicket, HeldTicket]> {
    const rows = await tx.query<HeldTicket>(
      `SELECT id, number, subject, status, customer_id AS "customerId", owner_id AS "ownerId", owner_since AS "ownerSince",
         merged_into_id AS "mergedIntoId", resolved_at AS "resolvedAt", closed_at AS "closedAt", participants
       FROM tickets.ticket WHERE id IN ($1, $2) ORDER BY id FOR UPDATE`,
      [one, other],
    );
    const held = (id: string): HeldTicket => {
      const row = rows.find((ticket) => ticket.id === id);
      if (!row) throw new Problem('not-found');
      return { ...row, number: formatTicketNumber(Number(row.number)) };
    };
    return [held(one), held(other)];
  }

  /** Into the histories of both, each naming the other. */
  tellBoth(
    tx: Tx,
    principal: Principal,
    entries: [HeldTicket, RelationEntry][],
    more: { items?: number; kind?: LinkKind } = {},
  ): Promise<void> {
    return this.tellBothAs(tx, actorOf(principal), entries, more);
  }

  /** Also for what nobody did by hand. */
  async tellBothAs(
    tx: Tx,
    actor: Actor,
    entries: [HeldTicket, RelationEntry][],
    more: { items?: number; kind?: LinkKind } = {},
  ): Promise<void> {
    for (const [at, [ticket, name]] of entries.entries()) {
      const other = entries[1 - at]?.[0];
      const placed = await this.timeline.event(tx, ticket.id, name, actor, {
        ticketId: other?.id,
        number: other?.number,
        subject: other?.subject,
        ...(more.kind && { direction: at === 0 ? 'out' : 'in' }),
        ...more,
      });
      await this.outbox.publish(tx, 'ticket.changed', {
        subject: { type: 'ticket', id: ticket.id, version: placed.version },
        actor,
        data: { ticketId: ticket.id },
      });
    }
  }

  /** A status that changes with a merge or a split: told to whoever reckons with it. */
  async tellStatus(
    tx: Tx,
    principal: Principal,
    ticketId: string,
    from: TicketStatus,
    to: TicketStatus,
  ): Promise<void> {
    if (from === to) return;
    await this.outbox.publish(tx, 'ticket.status-changed', {
      subject: { type: 'ticket', id: ticketId },
      actor: actorOf(principal),
      data: { ticketId, from, to },
    });
  }
}

/** A matter is not taken from its owner by moving it into one's own: only they or a supervisor do that. */
export function requireMayMove(principal: Principal, ticket: HeldTicket): void {
  if (seesAll(principal) || ticket.ownerId === null || ticket.ownerId === principal.agentId) return;
  throw new Problem('forbidden', 'Only its owner or a supervisor moves what is on it');
}

/** Still there to be written on: neither closed nor gone into another. */
export function requireLive(ticket: HeldTicket): void {
  if (ticket.mergedIntoId !== null) throw new Problem('ticket-merged');
  if (ticket.status === 'closed') throw new Problem('ticket-closed');
}
