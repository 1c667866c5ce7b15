/** What a ticket begins with that was opened by what arrived: the settled matter it follows, or the loop that it gathers. */
import { Injectable } from '@nestjs/common';
import type { Actor, InboundMessage } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import type { Tx } from '@lib/database';
import { newId } from '@lib/platform';
import { OwnershipService } from './ownership.service.js';
import { FollowersService } from './relations/followers.service.js';
import { TicketPairs } from './relations/ticket-pair.js';
import { gatheringKey, loopOf, type NoTicket } from './ticket-finder.js';
import { TimelineWriter } from './timeline-writer.js';

const ITSELF: Actor = { kind: 'system', id: null };

@Injectable()
export class FreshTickets {
  constructor(
    private readonly timeline: TimelineWriter,
    private readonly ownership: OwnershipService,
    private readonly followers: FollowersService,
    private readonly pairs: TicketPairs,
    private readonly outbox: Outbox,
  ) {}

  async begin(
    tx: Tx,
    ticketId: string,
    customerId: string,
    { follows, gathers }: NoTicket,
    inbound: InboundMessage,
  ): Promise<void> {
    if (follows) await this.follow(tx, ticketId, follows);
    if (gathers) await this.gather(tx, ticketId, customerId, loopOf(inbound));
  }

  /** The same person answers for it in the same queue, and each ticket leads to the other. */
  private async follow(tx: Tx, ticketId: string, followedId: string): Promise<void> {
    const [ticket, followed] = await this.pairs.hold(tx, ticketId, followedId);
    await tx.query(
      `INSERT INTO tickets.link (id, kind, from_ticket_id, to_ticket_id) VALUES ($1, 'follow-up-of', $2, $3)`,
      [newId(), ticketId, followedId],
    );
    const kind = 'follow-up-of';
    await this.pairs.tellBothAs(
      tx,
      ITSELF,
      [
        [ticket, 'ticket.linked'],
        [followed, 'ticket.linked'],
      ],
      { kind },
    );
    await this.outbox.publish(tx, 'ticket.linked', {
      subject: { type: 'ticket', id: ticketId },
      actor: ITSELF,
      data: { ticketId, otherId: followedId, kind },
    });
    const [before] = await tx.query<{ ownerId: string | null }>(
      `UPDATE tickets.ticket SET queue_id = queue.id
       FROM tickets.ticket AS followed
       LEFT JOIN routing.queue ON queue.id = followed.queue_id AND queue.archived_at IS NULL
       LEFT JOIN agents.agent AS owner ON owner.id = followed.owner_id AND owner.disabled_at IS NULL
       WHERE ticket.id = $1 AND followed.id = $2 RETURNING owner.id AS "ownerId"`,
      [ticketId, followedId],
    );
    if (before?.ownerId) await this.ownership.takeIfFree(tx, ticketId, before.ownerId, ITSELF);
  }

  /** What comes next is gathered here; supervisors are told once. */
  private async gather(tx: Tx, ticketId: string, customerId: string, why: string | null): Promise<void> {
    await tx.query(
      `INSERT INTO tickets.thread (channel, key, ticket_id) VALUES ('email', $1, $2)
       ON CONFLICT (channel, key) DO UPDATE SET ticket_id = excluded.ticket_id`,
      [gatheringKey(customerId), ticketId],
    );
    await this.timeline.event(tx, ticketId, 'mail.possible-loop', ITSELF, { why });
    await this.followers.tellRole(tx, ticketId, 'supervisor');
  }
}
