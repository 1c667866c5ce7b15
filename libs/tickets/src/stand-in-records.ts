/** Stand-ins as rows: at most one per ticket at a time, named and ended under the ticket's row lock, each step in the history. */
import { Injectable } from '@nestjs/common';
import type { AbsentWhy, Actor, EventData, HandBackView, StandInWhy } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import type { Tx } from '@lib/database';
import { newId } from '@lib/platform';
import { TimelineWriter } from './timeline-writer.js';

export interface LiveStandIn {
  id: string;
  ticketId: string;
  ownerId: string;
  /** Null: nobody was found. */
  agentId: string | null;
  why: StandInWhy | null;
  absentWhy: AbsentWhy | null;
  absenceId: string | null;
  since: Date;
  until: Date | null;
}

export type NewStandIn = Omit<LiveStandIn, 'id' | 'since'>;
export type StandInEnd = 'back' | 'replaced' | 'owner-changed' | 'withdrawn' | 'settled';

const SUPERVISORS_TOLD = 200;

@Injectable()
export class StandInRecords {
  constructor(
    private readonly outbox: Outbox,
    private readonly timeline: TimelineWriter,
  ) {}

  async live(tx: Tx, ticketId: string): Promise<LiveStandIn | null> {
    const [row] = await tx.query<LiveStandIn>(
      `SELECT id, ticket_id AS "ticketId", owner_id AS "ownerId", agent_id AS "agentId", why, absent_why AS "absentWhy",
         absence_id AS "absenceId", since, until
       FROM tickets.stand_in WHERE ticket_id = $1 AND ended_at IS NULL`,
      [ticketId],
    );
    return row ?? null;
  }

  /** The caller holds the ticket's row and has ended what was live. Who introduced themselves in this absence need not again. */
  async name(tx: Tx, standIn: NewStandIn, actor: Actor, from: string | null = null): Promise<void> {
    const { ticketId, ownerId, agentId, why, absentWhy, absenceId, until } = standIn;
    await tx.query(
      `INSERT INTO tickets.stand_in (id, ticket_id, owner_id, agent_id, why, absent_why, absence_id, until, introduced_by)
       SELECT $1, $2, $3, $4, $5, $6, $7, $8, (
         SELECT earlier.introduced_by FROM tickets.stand_in AS earlier
         WHERE earlier.ticket_id = $2 AND earlier.owner_id = $3 AND earlier.agent_id = $4 AND earlier.introduced_by IS NOT NULL
           AND (earlier.absence_id = $7 OR ($7::uuid IS NULL AND earlier.absence_id IS NULL AND earlier.since > now() - interval '7 days'))
         ORDER BY earlier.since DESC LIMIT 1)`,
      [newId(), ticketId, ownerId, agentId, why, absentWhy, absenceId, until],
    );
    await tx.query(`UPDATE tickets.ticket SET stand_in_id = $2 WHERE id = $1`, [ticketId, agentId]);
    if (agentId === null) await this.tellSought(tx, standIn, actor);
    else
      await this.tell(tx, 'stand-in.named', { ticketId, ownerId, from, to: agentId }, actor, {
        why,
        until: until?.toISOString() ?? null,
      });
  }

  /** The owner went absent, or their return is known better. */
  async bind(
    tx: Tx,
    id: string,
    absent: Pick<NewStandIn, 'absentWhy' | 'absenceId' | 'until'>,
  ): Promise<void> {
    const [row] = await tx.query<{ ticket_id: string }>(
      `UPDATE tickets.stand_in SET absent_why = $2, absence_id = $3, until = $4
       WHERE id = $1 AND (absent_why, absence_id, until) IS DISTINCT FROM ($2, $3::uuid, $4::timestamptz) RETURNING ticket_id`,
      [id, absent.absentWhy, absent.absenceId, absent.until],
    );
    if (!row) return;
    await this.changed(tx, row.ticket_id);
  }

  async end(
    tx: Tx,
    live: Pick<LiveStandIn, 'id' | 'ticketId' | 'ownerId' | 'agentId'>,
    reason: StandInEnd,
    actor: Actor,
    handBack: Pick<HandBackView, 'received' | 'answered' | 'stillOpen'> | null = null,
  ): Promise<void> {
    const [ended] = await tx.query(
      `UPDATE tickets.stand_in SET ended_at = now(), end_reason = $2, hand_back = $3 WHERE id = $1 AND ended_at IS NULL RETURNING id`,
      [live.id, reason, handBack && JSON.stringify(handBack)],
    );
    if (!ended) return;
    await tx.query(`UPDATE tickets.ticket SET stand_in_id = NULL WHERE id = $1`, [live.ticketId]);
    const { ticketId, ownerId, agentId: from } = live;
    await this.tell(tx, 'stand-in.ended', { ticketId, ownerId, from, to: null }, actor, { reason });
  }

  /** The owner has read all that stand-ins handed back. */
  async seen(tx: Tx, ticketId: string, ownerId: string): Promise<void> {
    const read = await tx.query(
      `UPDATE tickets.stand_in SET seen_at = now()
       WHERE ticket_id = $1 AND owner_id = $2 AND hand_back IS NOT NULL AND seen_at IS NULL RETURNING id`,
      [ticketId, ownerId],
    );
    if (read.length === 0) return;
    await this.changed(tx, ticketId);
  }

  /** Another owner: who stood in for the one before stands in no more. */
  async endForNewOwner(tx: Tx, ticketId: string, actor: Actor): Promise<void> {
    const live = await this.live(tx, ticketId);
    if (live) await this.end(tx, live, 'owner-changed', actor);
  }

  private async changed(tx: Tx, ticketId: string): Promise<void> {
    const [ticket] = await tx.query<{ version: number }>(
      `UPDATE tickets.ticket SET version = version + 1 WHERE id = $1 RETURNING version`,
      [ticketId],
    );
    await this.outbox.publish(tx, 'ticket.changed', {
      subject: { type: 'ticket', id: ticketId, version: ticket?.version ?? null },
      data: { ticketId },
    });
  }

  private async tellSought(tx: Tx, { ticketId, ownerId }: NewStandIn, actor: Actor): Promise<void> {
    const supervisors = await tx.query<{ id: string }>(
      `SELECT id FROM agents.agent WHERE role <> 'agent' AND disabled_at IS NULL ORDER BY id LIMIT ${SUPERVISORS_TOLD}`,
    );
    await this.tell(
      tx,
      'stand-in.sought',
      { ticketId, ownerId, from: null, to: null, supervisorIds: supervisors.map(({ id }) => id) },
      actor,
      {},
    );
  }

  private async tell<N extends 'stand-in.named' | 'stand-in.ended' | 'stand-in.sought'>(
    tx: Tx,
    name: N,
    data: EventData<N>,
    actor: Actor,
    more: Record<string, unknown>,
  ): Promise<void> {
    const { ticketId, ownerId, from, to } = data;
    const names = await tx.query<{ id: string; name: string }>(
      `SELECT id, name FROM agents.agent WHERE id = ANY($1)`,
      [[ownerId, from, to].filter(Boolean)],
    );
    const nameOf = (id: string | null) => names.find((agent) => agent.id === id)?.name ?? null;
    const place = await this.timeline.event(tx, ticketId, name, actor, {
      ownerName: nameOf(ownerId),
      from,
      fromName: nameOf(from),
      to,
      toName: nameOf(to),
      ...more,
    });
    await this.outbox.publish(tx, name, {
      subject: { type: 'ticket', id: ticketId, version: place.version },
      actor,
      data,
    });
  }
}
