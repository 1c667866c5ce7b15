/** Who follows a ticket without owning it: added by themselves, a colleague or a note that names them. */
import { Injectable } from '@nestjs/common';
import { Problem } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import type { Principal } from '@lib/platform';
import { z } from 'zod';
import { TicketAccess } from '../ticket-access.js';
import { actorOf } from '../ticket-commands.js';
import { mentionedIn, type Named } from './mentions.js';

const MOST_FOLLOWERS = 50;

@Injectable()
export class FollowersService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly outbox: Outbox,
  ) {}

  /** From then on they may see the ticket. Adding again is fine. Errors: `invalid-input` (no such agent), `too-large`. */
  async add(principal: Principal, idOrNumber: string, agentId: string): Promise<string> {
    const ticketId = await this.access.require(principal, idOrNumber);
    await this.database.transaction((tx) => this.addIn(tx, principal, ticketId, agentId));
    return ticketId;
  }

  /** For who has made sure that the ticket may be seen; false when the agent followed it before. */
  async addIn(tx: Tx, principal: Principal, ticketId: string, agentId: string): Promise<boolean> {
    const [agent] = await tx.query(`SELECT 1 FROM agents.agent WHERE id = $1 AND disabled_at IS NULL`, [
      uuid(agentId),
    ]);
    if (!agent) throw new Problem('invalid-input', undefined, [{ path: 'agentId', message: 'unknown' }]);
    return (await this.put(tx, principal, ticketId, [agentId], null)) > 0;
  }

  /** For who has decided the right already. `named`: they are told that it is about them, as when a note names them. */
  async follow(
    tx: Tx,
    principal: Principal,
    ticketId: string,
    agentId: string,
    { named }: { named: boolean },
  ): Promise<void> {
    const [ticket] = await tx.query<{ seq: number }>(`SELECT seq FROM tickets.ticket WHERE id = $1`, [
      ticketId,
    ]);
    await this.put(tx, principal, ticketId, [agentId], named ? (ticket?.seq ?? 0) + 1 : null);
  }

  /** For what arrives by itself and may not fail over it: nothing when so many follow already. */
  async followIfRoom(tx: Tx, principal: Principal, ticketId: string, agentId: string): Promise<void> {
    const [count] = await tx.query<{ others: number }>(
      `SELECT count(*)::integer AS others FROM tickets.follower WHERE ticket_id = $1 AND agent_id <> $2`,
      [ticketId, agentId],
    );
    if ((count?.others ?? 0) < MOST_FOLLOWERS) await this.put(tx, principal, ticketId, [agentId], null);
  }

  async remove(principal: Principal, idOrNumber: string, agentId: string): Promise<string> {
    const ticketId = await this.access.require(principal, idOrNumber);
    await this.database.transaction((tx) => this.unfollow(tx, principal, ticketId, agentId));
    return ticketId;
  }

  /** For who has decided the right already; false when the agent did not follow it. */
  async unfollow(tx: Tx, principal: Principal, ticketId: string, agentId: string): Promise<boolean> {
    const [gone] = await tx.query(
      `DELETE FROM tickets.follower WHERE ticket_id = $1 AND agent_id = $2 RETURNING agent_id`,
      [ticketId, uuid(agentId)],
    );
    if (gone) await this.say(tx, principal, ticketId, agentId);
    return gone !== undefined;
  }

  /** What they have seen; never back to less. Whoever does not follow it has nothing to note. */
  async readUpTo(principal: Principal, idOrNumber: string, seq: number): Promise<void> {
    const ticketId = await this.access.require(principal, idOrNumber);
    await this.database.transaction(async (tx) => {
      const [moved] = await tx.query(
        `UPDATE tickets.follower SET read_seq = least($3, ticket.seq) FROM tickets.ticket
         WHERE ticket.id = follower.ticket_id AND ticket_id = $1 AND agent_id = $2 AND read_seq < least($3, ticket.seq)
         RETURNING agent_id`,
        [ticketId, principal.agentId, seq],
      );
      if (moved) await this.say(tx, principal, ticketId, principal.agentId);
    });
  }

  /** Whom the note names: they follow from here, and hear of it. */
  async mention(tx: Tx, principal: Principal, ticketId: string, text: string, seq: number): Promise<void> {
    if (!text.includes('@')) return;
    const agents = await tx.query<Named>(`SELECT id, name FROM agents.agent WHERE disabled_at IS NULL`);
    const named = mentionedIn(text, agents).filter((id) => id !== principal.agentId);
    if (named.length > 0) await this.put(tx, principal, ticketId, named, seq);
  }

  /** What happened at `seq` is for who answers for the ticket, owner and stand-in: their work shows it as what names them. */
  async tellAnswering(tx: Tx, ticketId: string, seq: number): Promise<void> {
    const told = await tx.query<{ agentId: string }>(
      `INSERT INTO tickets.follower (ticket_id, agent_id, added_by, read_seq, mention_seq)
       SELECT ticket.id, agent.id, agent.id, $2::integer - 1, $2 FROM tickets.ticket
       JOIN agents.agent ON agent.id IN (ticket.owner_id, ticket.stand_in_id) AND agent.disabled_at IS NULL WHERE ticket.id = $1
       ON CONFLICT (ticket_id, agent_id) DO UPDATE SET mention_seq = excluded.mention_seq RETURNING agent_id AS "agentId"`,
      [ticketId, seq],
    );
    await this.tell(tx, ticketId, told);
  }

  /** Everybody of a role, as if the ticket's last entry named them. */
  async tellRole(tx: Tx, ticketId: string, role: 'supervisor' | 'admin'): Promise<void> {
    const told = await tx.query<{ agentId: string }>(
      `INSERT INTO tickets.follower (ticket_id, agent_id, added_by, read_seq, mention_seq)
       SELECT ticket.id, agent.id, agent.id, ticket.seq - 1, ticket.seq FROM tickets.ticket, agents.agent
       WHERE ticket.id = $1 AND agent.role = $2 AND agent.disabled_at IS NULL ORDER BY agent.id LIMIT ${MOST_FOLLOWERS}
       ON CONFLICT (ticket_id, agent_id) DO UPDATE SET mention_seq = excluded.mention_seq RETURNING agent_id AS "agentId"`,
      [ticketId, role],
    );
    await this.tell(tx, ticketId, told);
  }

  private async tell(tx: Tx, ticketId: string, told: { agentId: string }[]): Promise<void> {
    for (const { agentId } of told)
      await this.outbox.publish(tx, 'ticket.followed', {
        subject: { type: 'ticket', id: ticketId },
        data: { ticketId, agentId },
      });
  }

  private async put(
    tx: Tx,
    principal: Principal,
    ticketId: string,
    agentIds: string[],
    mentionSeq: number | null,
  ): Promise<number> {
    await tx.query(`SELECT 1 FROM tickets.ticket WHERE id = $1 FOR UPDATE`, [ticketId]);
    const changed = await tx.query<{ agent_id: string }>(
      `INSERT INTO tickets.follower (ticket_id, agent_id, added_by, read_seq, mention_seq)
       SELECT $1, agent.id, $3, CASE WHEN $4::integer IS NULL THEN ticket.seq ELSE $4 - 1 END, coalesce($4, 0)
       FROM tickets.ticket, agents.agent WHERE ticket.id = $1 AND agent.id = ANY($2)
       ON CONFLICT (ticket_id, agent_id) DO UPDATE SET mention_seq = excluded.mention_seq WHERE excluded.mention_seq > 0
       RETURNING agent_id`,
      [ticketId, agentIds, principal.agentId, mentionSeq],
    );
    const [count] = await tx.query<{ all: number }>(
      `SELECT count(*)::integer AS all FROM tickets.follower WHERE ticket_id = $1`,
      [ticketId],
    );
    if ((count?.all ?? 0) > MOST_FOLLOWERS)
      throw new Problem('too-large', `At most ${MOST_FOLLOWERS} follow one ticket`);
    for (const { agent_id: agentId } of changed) await this.say(tx, principal, ticketId, agentId);
    return changed.length;
  }

  private async say(tx: Tx, principal: Principal, ticketId: string, agentId: string): Promise<void> {
    await this.outbox.publish(tx, 'ticket.followed', {
      subject: { type: 'ticket', id: ticketId },
      actor: actorOf(principal),
      data: { ticketId, agentId },
    });
  }
}

function uuid(id: string): string {
  if (!z.uuid().safeParse(id).success)
    throw new Problem('invalid-input', undefined, [{ path: 'agentId', message: 'unknown' }]);
  return id;
}
