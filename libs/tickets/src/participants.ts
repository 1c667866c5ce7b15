/** Who was copied in: by the customer of a ticket or by an agent; they may answer into it, so strangers cannot name them. */
import { Injectable } from '@nestjs/common';
import type { InboundMessage } from '@lib/contracts';
import type { ResolvedCustomer } from '@lib/customers';
import type { Tx } from '@lib/database';

const MOST_PARTICIPANTS = 50;

@Injectable()
export class Participants {
  /** Only from the ticket's own customer, by an address they proved, in a mail that is what it says it is. */
  async copiedByCustomer(
    tx: Tx,
    ticketId: string,
    customer: ResolvedCustomer,
    inbound: InboundMessage,
  ): Promise<void> {
    if (inbound.channel !== 'email' || inbound.cc.length === 0) return;
    if (inbound.automatic || inbound.trust === 'fail' || customer.proof === 'claimed') return;
    const others = inbound.cc
      .map(({ value }) => value.toLowerCase())
      .filter(
        (address) => ![inbound.from.value, inbound.to.value].some((known) => known.toLowerCase() === address),
      );
    await this.add(tx, ticketId, others, customer.customerId);
  }

  async copiedByAgent(tx: Tx, ticketId: string, addresses: string[]): Promise<void> {
    await this.add(
      tx,
      ticketId,
      addresses.map((address) => address.toLowerCase()),
      null,
    );
  }

  /** Lower-case. Our own addresses are not people. Beyond fifty nobody more is let in. With a customer: only when it is theirs. */
  async add(tx: Tx, ticketId: string, addresses: string[], customerId: string | null): Promise<void> {
    if (addresses.length === 0) return;
    await tx.query(
      `UPDATE tickets.ticket SET participants = (
         SELECT coalesce(jsonb_agg(address ORDER BY place), '[]') FROM (
           SELECT address, min(place) AS place FROM jsonb_array_elements_text(ticket.participants || $2::jsonb)
             WITH ORDINALITY AS given(address, place)
           WHERE NOT EXISTS (SELECT 1 FROM routing.entry_point WHERE channel = 'email' AND lower(entry_point.address) = given.address)
           GROUP BY address ORDER BY place LIMIT ${MOST_PARTICIPANTS}) AS kept)
       WHERE id = $1 AND ($3::uuid IS NULL OR customer_id = $3) AND NOT participants @> $2::jsonb`,
      [ticketId, JSON.stringify(addresses), customerId],
    );
  }
}
