/** Escalate now: an expert of a higher level is asked to the ticket; the owner stays the owner, and the matter does not move. */
import { Injectable } from '@nestjs/common';
import { Problem, type Escalate, type TicketEscalation } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { newId, type Principal } from '@lib/platform';
import { actorOf, MOVES_UNTIL_ALARM, TicketAccess, TimelineWriter } from '@lib/tickets';
import { HandOverService } from './hand-over.service.js';

const HIGHEST_LEVEL = 3;
const SWARM_OF = 5;
const ITEMS_SHOWN = 50;

/** An agent's level: the highest n of their skills n1, n2, n3. */
const LEVEL = `CASE WHEN (agent.skills->>'n3')::numeric >= 1 THEN 3 WHEN (agent.skills->>'n2')::numeric >= 1 THEN 2
  WHEN (agent.skills->>'n1')::numeric >= 1 THEN 1 ELSE 0 END`;
/** The highest level asked whose expert has not refused; at least that of its queue. */
const TICKET_LEVEL = `greatest((SELECT max(escalation.to_level) FROM tickets.escalation
  JOIN tickets.hand_over ON hand_over.id = escalation.hand_over_id
  WHERE escalation.ticket_id = ticket.id AND hand_over.state IN ('proposed', 'accepted')),
  (SELECT queue.level FROM routing.queue WHERE queue.id = ticket.queue_id), 1)`;

interface Expert {
  id: string;
  name: string;
  level: number;
}

@Injectable()
export class EscalationService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly handOvers: HandOverService,
    private readonly timeline: TimelineWriter,
    private readonly outbox: Outbox,
  ) {}

  /**
   * The one at work longest idle of the lowest level that is high enough is asked to consult. Errors: those of a
   * hand-over, `move-not-allowed` at the highest level, `nobody-at-level` when nobody above is at work.
   */
  async escalate(principal: Principal, idOrNumber: string, wish: Escalate): Promise<TicketEscalation> {
    const ticketId = await this.access.require(principal, idOrNumber);
    await this.database.transaction((tx) => this.escalateIn(tx, principal, ticketId, wish));
    return this.view(ticketId);
  }

  /** For who has made sure that the ticket may be seen. Errors: as `escalate`. */
  async escalateIn(tx: Tx, principal: Principal, ticketId: string, wish: Escalate): Promise<void> {
    const [ticket] = await tx.query<{ owner_id: string | null }>(
      `SELECT owner_id FROM tickets.ticket WHERE id = $1 FOR UPDATE`,
      [ticketId],
    );
    const from = await this.levelOf(tx, ticketId);
    if (from >= HIGHEST_LEVEL) throw new Problem('move-not-allowed', 'It is at the highest level');
    const atLeast = Math.max(from + 1, wish.level ?? 0);
    const spared = [principal.agentId, ticket?.owner_id].filter(Boolean);
    const [expert] = await this.experts(tx, ticketId, atLeast, spared);
    if (!expert) throw new Problem('nobody-at-level');
    const handOverId = await this.handOvers.propose(tx, principal, ticketId, {
      to: { agentId: expert.id },
      kind: 'consult',
      innerNote: wish.reason,
      customerLine: wish.customerLine,
      card: {},
    });
    await tx.query(
      `INSERT INTO tickets.escalation (id, ticket_id, from_level, to_level, reason, asked_by, expert_id, hand_over_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [newId(), ticketId, from, expert.level, wish.reason, principal.agentId, expert.id, handOverId],
    );
    await this.tell(tx, principal, ticketId, from, expert);
  }

  async of(principal: Principal, idOrNumber: string): Promise<TicketEscalation> {
    return this.view(await this.access.require(principal, idOrNumber));
  }

  private async view(ticketId: string): Promise<TicketEscalation> {
    const [ticket] = await this.database.query<{ level: number; moves: number; ownerId: string | null }>(
      `SELECT ${TICKET_LEVEL} AS level, hand_over_count AS moves, owner_id AS "ownerId" FROM tickets.ticket WHERE id = $1`,
      [ticketId],
    );
    if (!ticket) throw new Problem('not-found');
    const rows = await this.database.query<TicketEscalation['items'][number] & { at: Date }>(
      `SELECT escalation.id, escalation.at, from_level AS "from", to_level AS "to", escalation.reason, hand_over.state,
         jsonb_build_object('id', asked.id, 'name', asked.name) AS by, jsonb_build_object('id', expert.id, 'name', expert.name) AS expert
       FROM tickets.escalation JOIN tickets.hand_over ON hand_over.id = escalation.hand_over_id
       JOIN agents.agent AS asked ON asked.id = escalation.asked_by JOIN agents.agent AS expert ON expert.id = escalation.expert_id
       WHERE escalation.ticket_id = $1 ORDER BY escalation.at DESC, escalation.id DESC LIMIT ${ITEMS_SHOWN}`,
      [ticketId],
    );
    const alarm = ticket.moves >= MOVES_UNTIL_ALARM;
    const helpers = alarm
      ? await this.experts(this.database, ticketId, 1, ticket.ownerId ? [ticket.ownerId] : [], 'DESC')
      : [];
    return {
      level: ticket.level,
      handOvers: ticket.moves,
      alarm,
      swarm: helpers.map(({ id, name, level }) => ({ agent: { id, name }, level })),
      items: rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() })),
    };
  }

  private async levelOf(tx: Tx, ticketId: string): Promise<number> {
    const [row] = await tx.query<{ level: number }>(
      `SELECT ${TICKET_LEVEL} AS level FROM tickets.ticket WHERE id = $1`,
      [ticketId],
    );
    return row?.level ?? 1;
  }

  /** At work and high enough; who refused this ticket before comes last. */
  private experts(
    reader: Pick<Tx | Database, 'query'>,
    ticketId: string,
    atLeast: number,
    spared: unknown[],
    order: 'ASC' | 'DESC' = 'ASC',
  ): Promise<Expert[]> {
    return reader.query<Expert>(
      `SELECT expert.id, expert.name, expert.level FROM (
         SELECT agent.id, agent.name, agent.idle_since, ${LEVEL} AS level
         FROM agents.agent JOIN agents.room ON room.agent_id = agent.id AND room.at_work) AS expert
       WHERE expert.level >= $2 AND NOT expert.id = ANY($3::uuid[])
       ORDER BY EXISTS (SELECT 1 FROM tickets.hand_over WHERE hand_over.ticket_id = $1 AND hand_over.to_agent_id = expert.id
                          AND hand_over.state IN ('declined', 'expired')), expert.level ${order}, expert.idle_since, expert.id
       LIMIT ${SWARM_OF}`,
      [ticketId, atLeast, spared],
    );
  }

  private async tell(
    tx: Tx,
    principal: Principal,
    ticketId: string,
    from: number,
    expert: Expert,
  ): Promise<void> {
    const actor = actorOf(principal);
    const place = await this.timeline.event(tx, ticketId, 'ticket.escalated', actor, {
      from,
      to: expert.level,
      toName: expert.name,
    });
    await this.outbox.publish(tx, 'ticket.escalated', {
      subject: { type: 'ticket', id: ticketId, version: place.version },
      actor,
      data: { ticketId, from, to: expert.level, agentId: expert.id },
    });
  }
}
