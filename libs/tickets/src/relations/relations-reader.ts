/** What a ticket has to do with others, as far as the asker may see them; and which ones look like the same matter. */
import { Injectable } from '@nestjs/common';
import {
  formatTicketNumber,
  Problem,
  type MergePreview,
  type RelatedTicket,
  type Relations,
} from '@lib/contracts';
import { Database } from '@lib/database';
import type { Principal } from '@lib/platform';
import { seesAll, TicketAccess, visibleSql } from '../ticket-access.js';
import { requireLive, requireMayMove, type HeldTicket } from './ticket-pair.js';

interface Row extends Omit<RelatedTicket, 'number' | 'updatedAt'> {
  number: string;
  updatedAt: Date;
}

/** Of trigrams of the shorter subject in the longer one; below it strangers begin to look alike. */
const ALIKE = 0.35;
const MOST_SIMILAR = 5;
const MOST_RELATED = 500;

const RELATED = `ticket.id, ticket.number, ticket.subject, ticket.status, ticket.type, ticket.updated_at AS "updatedAt",
  CASE WHEN owner.id IS NULL THEN NULL ELSE jsonb_build_object('id', owner.id, 'name', owner.name, 'photo', owner.photo) END AS owner,
  jsonb_build_object('id', customer.id, 'name', customer.name) AS customer`;
const TICKETS = `tickets.ticket JOIN customers.customer ON customer.id = ticket.customer_id
  LEFT JOIN agents.agent AS owner ON owner.id = ticket.owner_id`;

@Injectable()
export class RelationsReader {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
  ) {}

  async relations(principal: Principal, idOrNumber: string): Promise<Relations> {
    const id = await this.access.require(principal, idOrNumber);
    const rights = [id, principal.agentId, seesAll(principal)];
    const [links, merged, [splitFrom]] = await Promise.all([
      this.database.query<Row & { linkId: string; kind: Relations['links'][number]['kind']; out: boolean }>(
        `SELECT ${RELATED}, link.id AS "linkId", link.kind, link.from_ticket_id = $1 AS out
         FROM tickets.link JOIN ${TICKETS} ON ticket.id = CASE WHEN link.from_ticket_id = $1 THEN link.to_ticket_id ELSE link.from_ticket_id END
         WHERE $1 IN (link.from_ticket_id, link.to_ticket_id) AND ($3 OR ${visibleSql('$2')})
         ORDER BY link.made_at, link.id LIMIT ${MOST_RELATED}`,
        rights,
      ),
      this.database.query<Row>(
        `SELECT ${RELATED} FROM tickets.move JOIN ${TICKETS} ON ticket.id = move.from_ticket_id
         WHERE move.kind = 'merge' AND move.undone_at IS NULL AND move.to_ticket_id = $1 AND ($3 OR ${visibleSql('$2')})
         ORDER BY move.made_at DESC LIMIT ${MOST_RELATED}`,
        rights,
      ),
      this.database.query<Row>(
        `SELECT ${RELATED} FROM tickets.move JOIN ${TICKETS} ON ticket.id = move.from_ticket_id
         WHERE move.kind = 'split' AND move.undone_at IS NULL AND move.to_ticket_id = $1 AND ($3 OR ${visibleSql('$2')})`,
        rights,
      ),
    ]);
    return {
      links: links.map(({ linkId, kind, out, ...ticket }) => ({
        id: linkId,
        kind,
        direction: out ? 'out' : 'in',
        ticket: viewOf(ticket),
      })),
      merged: merged.map(viewOf),
      splitFrom: splitFrom ? viewOf(splitFrom) : null,
    };
  }

  /** Open tickets of the same customer whose subject reads alike, the most alike first; linked ones are known already. */
  async similar(principal: Principal, idOrNumber: string): Promise<RelatedTicket[]> {
    const id = await this.access.require(principal, idOrNumber);
    const rows = await this.database.query<Row>(
      `SELECT ${RELATED} FROM tickets.ticket AS this JOIN ${TICKETS} ON ticket.customer_id = this.customer_id AND ticket.id <> this.id
       CROSS JOIN LATERAL (SELECT greatest(public.word_similarity(this.subject, ticket.subject),
         public.word_similarity(ticket.subject, this.subject)) AS alike) AS measured
       WHERE this.id = $1 AND this.merged_into_id IS NULL AND ticket.status IN ('new', 'open', 'pending', 'on-hold')
         AND measured.alike >= ${ALIKE} AND ($3 OR ${visibleSql('$2')})
         AND NOT EXISTS (SELECT 1 FROM tickets.link WHERE (from_ticket_id, to_ticket_id) IN ((this.id, ticket.id), (ticket.id, this.id)))
       ORDER BY measured.alike DESC, ticket.updated_at DESC LIMIT ${MOST_SIMILAR}`,
      [id, principal.agentId, seesAll(principal)],
    );
    return rows.map(viewOf);
  }

  /** What a merge would do, and the code with which it would be refused. */
  async mergePreview(principal: Principal, idOrNumber: string, into: string): Promise<MergePreview> {
    const id = await this.access.require(principal, idOrNumber);
    const intoId = await this.access.require(principal, into);
    const rows = await this.database.query<Row & HeldTicket & { proposed: boolean; items: number }>(
      `SELECT ${RELATED}, ticket.customer_id AS "customerId", ticket.owner_id AS "ownerId", ticket.merged_into_id AS "mergedIntoId",
         EXISTS (SELECT 1 FROM tickets.hand_over WHERE hand_over.ticket_id = ticket.id AND hand_over.state = 'proposed') AS proposed,
         (SELECT count(*)::integer FROM tickets.message WHERE message.ticket_id = ticket.id)
         + (SELECT count(*)::integer FROM tickets.note WHERE note.ticket_id = ticket.id)
         + (SELECT count(*)::integer FROM tickets.interaction WHERE interaction.ticket_id = ticket.id AND interaction.seq IS NOT NULL) AS items
       FROM ${TICKETS} WHERE ticket.id IN ($1, $2)`,
      [id, intoId],
    );
    const from = rows.find((row) => row.id === id);
    const survivor = rows.find((row) => row.id === intoId);
    if (!from || !survivor) throw new Problem('not-found');
    const {
      customerId: _,
      ownerId: __,
      mergedIntoId: ___,
      proposed: ____,
      items: _____,
      ...shown
    } = survivor;
    return {
      into: viewOf(shown),
      items: from.items,
      owner: survivor.owner ?? from.owner,
      withdrawsHandOver: from.proposed,
      refusal: refusalOf(principal, from, survivor),
    };
  }
}

function refusalOf(principal: Principal, from: HeldTicket, into: HeldTicket): string | null {
  try {
    if (from.id === into.id) throw new Problem('move-not-allowed');
    requireLive(from);
    requireLive(into);
    requireMayMove(principal, from);
    if (from.customerId !== into.customerId) throw new Problem('other-customer');
    return null;
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

function viewOf({ number, updatedAt, ...row }: Row): RelatedTicket {
  return { ...row, number: formatTicketNumber(Number(number)), updatedAt: updatedAt.toISOString() };
}
