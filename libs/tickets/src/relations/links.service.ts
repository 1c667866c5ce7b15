/** Links between tickets: made and removed by who sees both, never in a circle, told in both histories. */
import { Injectable } from '@nestjs/common';
import { Problem, type LinkKind, type MakeLink } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { newId, type Principal } from '@lib/platform';
import { z } from 'zod';
import { TicketAccess } from '../ticket-access.js';
import { actorOf } from '../ticket-commands.js';
import { TicketPairs } from './ticket-pair.js';

/** A problem with more incidents than this needs another way of being told. */
const MOST_LINKS = 500;

@Injectable()
export class LinksService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly pairs: TicketPairs,
    private readonly outbox: Outbox,
  ) {}

  /** Making the same link again is fine. Errors: `link-cycle`, `move-not-allowed` (an incident of what is no problem), `too-large`. */
  async make(principal: Principal, idOrNumber: string, request: MakeLink): Promise<string> {
    const fromId = await this.access.require(principal, idOrNumber);
    const toId = await this.access.require(principal, request.ticket);
    if (fromId === toId) throw new Problem('link-cycle');
    await this.database.transaction(async (tx) => {
      // Circles are closed by pairs that share no ticket: links are made one after the other.
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('tickets.link', 0))`);
      const [from, to] = await this.pairs.hold(tx, fromId, toId);
      await this.refuse(tx, fromId, toId, request.kind);
      const [made] = await tx.query(
        `INSERT INTO tickets.link (id, kind, from_ticket_id, to_ticket_id, made_by) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (from_ticket_id, to_ticket_id, kind) DO NOTHING RETURNING id`,
        [newId(), request.kind, fromId, toId, principal.agentId],
      );
      if (!made) return;
      await this.pairs.tellBoth(
        tx,
        principal,
        [
          [from, 'ticket.linked'],
          [to, 'ticket.linked'],
        ],
        { kind: request.kind },
      );
      await this.say(tx, principal, 'ticket.linked', fromId, toId, request.kind);
    });
    return fromId;
  }

  /** From either end. Removing what is not there is `not-found`. */
  async remove(principal: Principal, idOrNumber: string, linkId: string): Promise<string> {
    const ticketId = await this.access.require(principal, idOrNumber);
    if (!z.uuid().safeParse(linkId).success) throw new Problem('not-found');
    await this.database.transaction(async (tx) => {
      const [link] = await tx.query<{ kind: LinkKind; from: string; to: string }>(
        `DELETE FROM tickets.link WHERE id = $1 AND $2 IN (from_ticket_id, to_ticket_id)
         RETURNING kind, from_ticket_id AS "from", to_ticket_id AS "to"`,
        [linkId, ticketId],
      );
      if (!link) throw new Problem('not-found');
      const [from, to] = await this.pairs.hold(tx, link.from, link.to);
      await this.pairs.tellBoth(
        tx,
        principal,
        [
          [from, 'ticket.unlinked'],
          [to, 'ticket.unlinked'],
        ],
        { kind: link.kind },
      );
      await this.say(tx, principal, 'ticket.unlinked', link.from, link.to, link.kind);
    });
    return ticketId;
  }

  private async refuse(tx: Tx, from: string, to: string, kind: LinkKind): Promise<void> {
    const [known] = await tx.query<{ circle: boolean; problem: boolean; links: number }>(
      `WITH RECURSIVE onward AS (
         SELECT $2::uuid AS id
         UNION SELECT link.to_ticket_id FROM onward JOIN tickets.link ON link.from_ticket_id = onward.id AND link.kind = $3)
       SELECT EXISTS (SELECT 1 FROM onward WHERE id = $1) AS circle,
         (SELECT type = 'problem' FROM tickets.ticket WHERE id = $2) AS problem,
         (SELECT count(*)::integer FROM tickets.link WHERE $1 IN (from_ticket_id, to_ticket_id) OR $2 IN (from_ticket_id, to_ticket_id)) AS links`,
      [from, to, kind],
    );
    if (known?.circle) throw new Problem('link-cycle');
    if (kind === 'incident-of' && !known?.problem)
      throw new Problem('move-not-allowed', 'The other ticket is not of the type problem');
    if ((known?.links ?? 0) >= MOST_LINKS) throw new Problem('too-large', `At most ${MOST_LINKS} links`);
  }

  private async say(
    tx: Tx,
    principal: Principal,
    name: 'ticket.linked' | 'ticket.unlinked',
    ticketId: string,
    otherId: string,
    kind: LinkKind,
  ): Promise<void> {
    await this.outbox.publish(tx, name, {
      subject: { type: 'ticket', id: ticketId },
      actor: actorOf(principal),
      data: { ticketId, otherId, kind },
    });
  }
}
