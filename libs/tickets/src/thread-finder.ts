/** Which ticket a message belongs to, by the keys it carries; a stranger's keys open nothing. */
import { Injectable } from '@nestjs/common';
import { parseTicketNumber, type InboundMessage, type TicketStatus } from '@lib/contracts';
import type { ResolvedCustomer } from '@lib/customers';
import type { Tx } from '@lib/database';

export interface FoundThread {
  ticketId: string;
  interactionId: string | null;
  status: TicketStatus;
  matchedBy: string;
  /** The merged ticket to which the key leads; null when that is the ticket itself. */
  homeId: string | null;
}

/** The ticket that a stranger's strongest key names, and what kind of key that was. */
export interface RefusedThread {
  ticketId: string;
  status: TicketStatus;
  key: 'ticket' | 'passed-on' | 'mid' | 'subject';
}

interface Candidate {
  key: string;
  asked_id: string;
  ticket_id: string;
  interaction_id: string | null;
  status: TicketStatus;
  customers: string[];
  participants: string[];
}

/** A key leads where its interaction is now, and from a merged ticket on to the survivor; whoever belongs to either is let in. */
const found = (asked: string): string => `asked.id AS asked_id, ticket.id AS ticket_id, ticket.status,
  ARRAY[asked.customer_id, ticket.customer_id] AS customers, asked.participants || ticket.participants AS participants
  FROM ${asked}
  JOIN tickets.ticket ON ticket.id = CASE WHEN asked.merged_into_id IS NULL THEN asked.id ELSE tickets.survivor_of(asked.id) END`;
const keysLead = `LEFT JOIN tickets.interaction ON interaction.id = thread.interaction_id
  JOIN tickets.ticket AS asked ON asked.id = coalesce(interaction.ticket_id, thread.ticket_id)`;
const byKey = `
  SELECT thread.key, thread.interaction_id, ${found(`tickets.thread ${keysLead}`)}
  WHERE thread.channel = $1 AND thread.key = ANY($2)`;
/** One message after the other through the indexes: a table that has just filled looks small to the planner, which would compare every key with every message. */
const byKeyForEach = `
  SELECT given.place, lead.* FROM json_to_recordset($1::json) AS given(place integer, channel text, keys text[])
  CROSS JOIN LATERAL (SELECT thread.key, thread.interaction_id, ${found(`tickets.thread ${keysLead}`)}
    WHERE thread.channel = given.channel AND thread.key = ANY(given.keys) OFFSET 0) AS lead`;
const NUMBERED = /^(?:ticket|passed-on|subject):/;
const byKeyOrNumber = `${byKey}
  UNION ALL
  SELECT said.key, NULL, ${found(`jsonb_to_recordset($3::jsonb) AS said(key text, number bigint)
  JOIN tickets.ticket AS asked ON asked.number = said.number`)}`;

@Injectable()
export class ThreadFinder {
  /**
   * Keys are tried in the order given (strong first). For mail the sender must belong to the ticket, since ids and
   * numbers can be guessed or forwarded; `refused` is the ticket a stranger tried to reach.
   */
  async find(
    tx: Tx,
    inbound: InboundMessage,
    customer: ResolvedCustomer,
  ): Promise<{ found: FoundThread | null; refused: RefusedThread | null }> {
    if (inbound.threadKeys.length === 0) return { found: null, refused: null };
    const candidates = await this.candidates(tx, inbound);
    let refused: RefusedThread | null = null;
    for (const key of inbound.threadKeys) {
      const hit = candidates.find((candidate) => candidate.key === key);
      if (!hit) continue;
      if (!belongs(hit, inbound, customer) || (await this.saysToBeColleague(tx, hit, inbound, customer))) {
        refused ??= { ticketId: hit.ticket_id, status: hit.status, key: kindOf(key) as RefusedThread['key'] };
        continue;
      }
      const ticket = {
        ticketId: hit.ticket_id,
        interactionId: hit.interaction_id,
        status: hit.status,
        homeId: hit.asked_id === hit.ticket_id ? null : hit.asked_id,
      };
      return { found: { ...ticket, matchedBy: kindOf(key) }, refused };
    }
    return { found: null, refused };
  }

  /** Copied in, a colleague's address lets nobody in who only writes it as the sender. */
  private async saysToBeColleague(
    tx: Tx,
    hit: Candidate,
    { channel, from, trust }: InboundMessage,
    customer: ResolvedCustomer,
  ): Promise<boolean> {
    if (channel !== 'email' || trust === 'pass' || hit.customers.includes(customer.customerId)) return false;
    const [colleague] = await tx.query(`SELECT 1 FROM agents.agent WHERE lower(email) = lower($1)`, [
      from.value,
    ]);
    return colleague !== undefined;
  }

  private candidates(tx: Tx, inbound: InboundMessage): Promise<Candidate[]> {
    const numbered = inbound.threadKeys.flatMap((key) => {
      const number = parseTicketNumber(key.replace(NUMBERED, ''));
      return NUMBERED.test(key) && number !== null ? [{ key, number }] : [];
    });
    // The plain question is asked apart: its plan is kept, that of the join with what was said is made anew each time.
    return numbered.length === 0
      ? tx.each<Candidate>(byKeyForEach, { channel: inbound.channel, keys: inbound.threadKeys })
      : tx.query<Candidate>(byKeyOrNumber, [inbound.channel, inbound.threadKeys, JSON.stringify(numbered)]);
  }
}

function belongs(hit: Candidate, inbound: InboundMessage, customer: ResolvedCustomer): boolean {
  if (inbound.channel !== 'email') return true;
  if (hit.customers.includes(customer.customerId)) return true;
  // A bounce comes from a postmaster nobody knows; it may land on the ticket it reports about, as a report.
  if (inbound.automatic?.bounce) return true;
  return hit.participants.includes(inbound.from.value.toLowerCase());
}

function kindOf(key: string): string {
  return key.slice(0, key.indexOf(':'));
}
