/** One owner: set in one statement, moved only by name, each change an entry in the history. */
import { Injectable } from '@nestjs/common';
import { Problem, type Actor, type TicketStatus } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import type { Tx } from '@lib/database';
import { HandOverEnding } from './hand-over-ending.js';
import { StandInRecords } from './stand-in-records.js';
import { TimelineWriter } from './timeline-writer.js';

/** The second change of hands is one too many already: the third needs a supervisor. */
export const MOVES_UNTIL_ALARM = 2;

@Injectable()
export class OwnershipService {
  constructor(
    private readonly outbox: Outbox,
    private readonly timeline: TimelineWriter,
    private readonly handOvers: HandOverEnding,
    private readonly standIns: StandInRecords,
  ) {}

  /** The first to accept becomes owner; false (a normal answer) when somebody already is. */
  async takeIfFree(tx: Tx, ticketId: string, agentId: string, actor: Actor): Promise<boolean> {
    const [taken] = await tx.query<{ seq: number; version: number; from_status: TicketStatus }>(
      `UPDATE tickets.ticket SET owner_id = $2, owner_since = now(), seq = ticket.seq + 1, version = ticket.version + 1,
         updated_at = clock_timestamp(), status = CASE WHEN ticket.status = 'new' THEN 'open' ELSE ticket.status END
       FROM (SELECT id, status AS from_status FROM tickets.ticket WHERE id = $1 FOR UPDATE) AS before
       WHERE ticket.id = before.id AND ticket.owner_id IS NULL AND ticket.status <> 'closed'
       RETURNING ticket.seq, ticket.version, before.from_status`,
      [ticketId, agentId],
    );
    if (!taken) return false;
    await this.record(tx, ticketId, null, agentId, taken, actor, {});
    if (taken.from_status === 'new')
      await this.outbox.publish(tx, 'ticket.status-changed', {
        subject: { type: 'ticket', id: ticketId, version: taken.version },
        actor,
        data: { ticketId, from: 'new', to: 'open' },
      });
    return true;
  }

  async take(tx: Tx, ticketId: string, agentId: string, actor: Actor): Promise<void> {
    if (await this.takeIfFree(tx, ticketId, agentId, actor)) return;
    const [ticket] = await tx.query<{ owner_id: string | null; status: TicketStatus }>(
      `SELECT owner_id, status FROM tickets.ticket WHERE id = $1`,
      [ticketId],
    );
    if (ticket?.status === 'closed') throw new Problem('ticket-closed');
    if (ticket?.owner_id !== agentId) throw new Problem('ticket-already-owned');
  }

  /** By hand-over to a queue only: the caller has made sure of the inner note and the customer's line. */
  async move(tx: Tx, ticketId: string, to: string, actor: Actor): Promise<void> {
    const [moved] = await tx.query<{ seq: number; version: number; from_owner: string | null }>(
      `UPDATE tickets.ticket SET owner_id = $2, owner_since = now(), hand_over_count = hand_over_count + 1,
         seq = ticket.seq + 1, version = ticket.version + 1, updated_at = clock_timestamp(),
         status = CASE WHEN ticket.status = 'new' THEN 'open' ELSE ticket.status END
       FROM (SELECT id, owner_id AS from_owner FROM tickets.ticket WHERE id = $1 FOR UPDATE) AS before
       WHERE ticket.id = before.id AND ticket.owner_id IS DISTINCT FROM $2 AND ticket.status <> 'closed'
       RETURNING ticket.seq, ticket.version, before.from_owner`,
      [ticketId, to],
    );
    if (!moved) throw new Problem('move-not-allowed', 'The ticket is closed or already theirs');
    await this.record(tx, ticketId, moved.from_owner, to, moved, actor, { handOver: true });
  }

  /** Back to nobody: only what made them the owner may take that back, while they still are. */
  async release(tx: Tx, ticketId: string, from: string, actor: Actor): Promise<void> {
    const [released] = await tx.query<{ seq: number; version: number }>(
      `UPDATE tickets.ticket SET owner_id = NULL, owner_since = NULL, seq = seq + 1, version = version + 1,
         updated_at = clock_timestamp()
       WHERE id = $1 AND owner_id = $2 RETURNING seq, version`,
      [ticketId, from],
    );
    if (released) await this.record(tx, ticketId, from, null, released, actor, {});
  }

  /**
   * Into the history and out as an event; for who changed the owner in a statement of their own, and took `place` for it
   * there. What was proposed to others and who stood in for the owner before end in the same moment.
   */
  async record(
    tx: Tx,
    ticketId: string,
    from: string | null,
    to: string | null,
    place: { seq: number; version: number },
    actor: Actor,
    more: Record<string, unknown>,
  ): Promise<void> {
    const names = await tx.query<{ id: string; name: string }>(
      `SELECT id, name FROM agents.agent WHERE id = ANY($1)`,
      [[from, to].filter(Boolean)],
    );
    const nameOf = (id: string | null) => names.find((agent) => agent.id === id)?.name ?? null;
    const told = { from, fromName: nameOf(from), to, toName: nameOf(to), ...more };
    await this.timeline.event(tx, ticketId, 'ticket.owner-changed', actor, told, place);
    await this.outbox.publish(tx, 'ticket.owner-changed', {
      subject: { type: 'ticket', id: ticketId, version: place.version },
      actor,
      data: { ticketId, from, to },
    });
    await this.handOvers.rescind(tx, ticketId, actor);
    await this.standIns.endForNewOwner(tx, ticketId, actor);
    if (more.handOver) await this.alarm(tx, ticketId, actor);
  }

  /** Once, with the move that makes it so. */
  private async alarm(tx: Tx, ticketId: string, actor: Actor): Promise<void> {
    const [bounced] = await tx.query<{ count: number }>(
      `SELECT hand_over_count AS count FROM tickets.ticket WHERE id = $1 AND hand_over_count = ${MOVES_UNTIL_ALARM}`,
      [ticketId],
    );
    if (!bounced) return;
    const place = await this.timeline.event(tx, ticketId, 'ticket.bounced', actor, {
      handOvers: bounced.count,
    });
    await this.outbox.publish(tx, 'ticket.bounced', {
      subject: { type: 'ticket', id: ticketId, version: place.version },
      actor,
      data: { ticketId, handOvers: bounced.count },
    });
  }
}
