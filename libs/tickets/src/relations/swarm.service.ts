/** A swarm on a ticket: people are asked to look now, join, refuse or leave; the ticket does not move and its owner stays. */
import { Injectable } from '@nestjs/common';
import { Problem, swarmLimits, type CallSwarm, type DeclineSwarm } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { newId, type Principal } from '@lib/platform';
import { seesAll, TicketAccess } from '../ticket-access.js';
import { actorOf } from '../ticket-commands.js';
import { TimelineWriter } from '../timeline-writer.js';
import { FollowersService } from './followers.service.js';

interface Asked {
  id: string;
  name: string;
  follows: boolean;
}

@Injectable()
export class SwarmService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly followers: FollowersService,
    private readonly timeline: TimelineWriter,
    private readonly outbox: Outbox,
  ) {}

  /**
   * The question becomes an inner note; who is asked sees the ticket from then on. Who has a seat already is not asked
   * again. Errors: `forbidden` for others than owner, stand-in, swarm and supervisors, `nobody-to-ask`, `ticket-closed`, `too-large`.
   */
  async call(principal: Principal, idOrNumber: string, { question, who }: CallSwarm): Promise<string> {
    const ticketId = await this.access.require(principal, idOrNumber);
    await this.database.transaction(async (tx) => {
      await this.requireMayCall(tx, principal, ticketId);
      const asked = await this.whom(tx, principal, ticketId, who);
      if (asked.length === 0) throw new Problem('nobody-to-ask');
      await this.seat(tx, principal, ticketId, question, asked);
      await this.timeline.note(tx, { ticketId, author: actorOf(principal), text: question });
      for (const { id } of asked) await this.followers.follow(tx, principal, ticketId, id, { named: true });
      await this.tell(tx, principal, ticketId, 'swarm.called', { names: asked.map(({ name }) => name) });
    });
    return ticketId;
  }

  /** Error: `move-not-allowed` for who is not asked, or not any more. */
  async accept(principal: Principal, idOrNumber: string): Promise<string> {
    const ticketId = await this.access.require(principal, idOrNumber);
    await this.database.transaction(async (tx) => {
      await this.move(tx, principal, ticketId, ['invited'], 'accepted');
      await this.tell(tx, principal, ticketId, 'swarm.accepted', {});
    });
    return ticketId;
  }

  /** They follow no longer, unless they did before they were asked. */
  async decline(principal: Principal, idOrNumber: string, { reason }: DeclineSwarm): Promise<void> {
    await this.go(principal, idOrNumber, ['invited'], 'declined', reason);
  }

  async leave(principal: Principal, idOrNumber: string): Promise<void> {
    await this.go(principal, idOrNumber, ['accepted'], 'left', null);
  }

  private async go(
    principal: Principal,
    idOrNumber: string,
    from: string[],
    to: 'declined' | 'left',
    reason: string | null,
  ): Promise<void> {
    const ticketId = await this.access.require(principal, idOrNumber);
    await this.database.transaction(async (tx) => {
      const followedBefore = await this.move(tx, principal, ticketId, from, to);
      await this.tell(tx, principal, ticketId, `swarm.${to}`, { ...(reason && { reason }) });
      if (!followedBefore) await this.followers.unfollow(tx, principal, ticketId, principal.agentId);
    });
  }

  /** The ticket's row first, as everywhere; the seat's own state decides. Answers whether they followed before. */
  private async move(
    tx: Tx,
    principal: Principal,
    ticketId: string,
    from: string[],
    to: 'accepted' | 'declined' | 'left',
  ): Promise<boolean> {
    await tx.query(`SELECT 1 FROM tickets.ticket WHERE id = $1 FOR UPDATE`, [ticketId]);
    const [seat] = await tx.query<{ followed_before: boolean }>(
      `UPDATE tickets.swarm_seat SET state = $4, ended_at = CASE WHEN $4 = 'accepted' THEN NULL ELSE now() END
       WHERE ticket_id = $1 AND agent_id = $2 AND state = ANY($3) RETURNING followed_before`,
      [ticketId, principal.agentId, from, to],
    );
    if (!seat) throw new Problem('move-not-allowed', 'You are not asked, or not any more');
    return seat.followed_before;
  }

  private async requireMayCall(tx: Tx, principal: Principal, ticketId: string): Promise<void> {
    const [ticket] = await tx.query<{ status: string; may: boolean }>(
      `SELECT status, $2::uuid IN (owner_id, stand_in_id) OR EXISTS (SELECT 1 FROM tickets.swarm_seat
         WHERE swarm_seat.ticket_id = ticket.id AND agent_id = $2 AND state = 'accepted') AS may
       FROM tickets.ticket WHERE id = $1 FOR UPDATE`,
      [ticketId, principal.agentId],
    );
    if (ticket?.status === 'closed') throw new Problem('ticket-closed');
    if (!ticket?.may && !seesAll(principal))
      throw new Problem('forbidden', 'Only who answers for the ticket calls a swarm');
  }

  private whom(tx: Tx, principal: Principal, ticketId: string, who: CallSwarm['who']): Promise<Asked[]> {
    const spared = `agent.disabled_at IS NULL AND agent.id <> $2 AND NOT EXISTS (SELECT 1 FROM tickets.swarm_seat AS seat
         WHERE seat.ticket_id = $1 AND seat.agent_id = agent.id AND seat.state IN ('invited', 'accepted'))`;
    const asked = `SELECT agent.id, agent.name, EXISTS (SELECT 1 FROM tickets.follower
        WHERE follower.ticket_id = $1 AND follower.agent_id = agent.id) AS follows FROM agents.agent`;
    if ('agentIds' in who)
      return tx.query<Asked>(
        `${asked} WHERE ${spared} AND agent.id = ANY($3) ORDER BY agent.name, agent.id`,
        [ticketId, principal.agentId, who.agentIds],
      );
    return tx.query<Asked>(
      `${asked} JOIN agents.room ON room.agent_id = agent.id AND room.at_work
       WHERE ${spared} AND (agent.skills->>$3)::numeric >= 1
         AND agent.id IS DISTINCT FROM (SELECT owner_id FROM tickets.ticket WHERE id = $1)
       ORDER BY agent.idle_since, agent.id LIMIT $4`,
      [ticketId, principal.agentId, who.skill, who.people],
    );
  }

  private async seat(
    tx: Tx,
    principal: Principal,
    ticketId: string,
    question: string,
    asked: Asked[],
  ): Promise<void> {
    const [held] = await tx.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM tickets.swarm_seat WHERE ticket_id = $1 AND state IN ('invited', 'accepted')`,
      [ticketId],
    );
    if ((held?.count ?? 0) + asked.length > swarmLimits.seats)
      throw new Problem('too-large', `A swarm has ${swarmLimits.seats} seats at most`);
    await tx.query(
      `INSERT INTO tickets.swarm_seat (id, ticket_id, agent_id, asked_by, question, followed_before)
       SELECT given.id, $1, given.agent, $2, $3, given.follows
       FROM jsonb_to_recordset($4::jsonb) AS given(id uuid, agent uuid, follows boolean)`,
      [
        ticketId,
        principal.agentId,
        question,
        JSON.stringify(asked.map(({ id, follows }) => ({ id: newId(), agent: id, follows }))),
      ],
    );
  }

  private async tell(
    tx: Tx,
    principal: Principal,
    ticketId: string,
    name: string,
    data: Record<string, unknown>,
  ): Promise<void> {
    const actor = actorOf(principal);
    const { version } = await this.timeline.event(tx, ticketId, name, actor, data);
    const subject = { type: 'ticket', id: ticketId, version };
    await this.outbox.publish(tx, 'ticket.changed', { subject, actor, data: { ticketId } });
  }
}
