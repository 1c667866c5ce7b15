/** What a reply needs to know of its ticket, read under the row's lock so that two replies do not interleave. */
import { formatTicketNumber, Problem, type Locale, type TicketStatus } from '@lib/contracts';
import type { Tx } from '@lib/database';

export interface ReplyTicket {
  id: string;
  number: string;
  subject: string;
  status: TicketStatus;
  customerId: string;
  customerName: string | null;
  locale: Locale;
  participants: string[];
}

export async function ticketForReply(tx: Tx, id: string): Promise<ReplyTicket> {
  const [row] = await tx.query<Omit<ReplyTicket, 'number'> & { number: string }>(
    `SELECT ticket.id, ticket.number, ticket.subject, ticket.status, ticket.customer_id AS "customerId", customer.name AS "customerName",
            coalesce(customer.locale, 'fr') AS locale, ticket.participants
     FROM tickets.ticket JOIN customers.customer ON customer.id = ticket.customer_id WHERE ticket.id = $1 FOR UPDATE OF ticket`,
    [id],
  );
  if (!row) throw new Problem('not-found');
  return { ...row, number: formatTicketNumber(Number(row.number)) };
}
