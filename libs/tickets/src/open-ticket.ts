/** A ticket on which something is still to be done: held for the rest of the transaction. */
import { Problem, type TicketStatus } from '@lib/contracts';
import type { Tx } from '@lib/database';

/** Its status, never `closed`. Errors: `ticket-merged`, `ticket-closed`. */
export async function requireOpenTicket(tx: Tx, ticketId: string): Promise<TicketStatus> {
  const [ticket] = await tx.query<{ status: TicketStatus; merged: boolean }>(
    `SELECT status, merged_into_id IS NOT NULL AS merged FROM tickets.ticket WHERE id = $1 FOR UPDATE`,
    [ticketId],
  );
  if (ticket?.merged) throw new Problem('ticket-merged');
  if (ticket?.status === 'closed') throw new Problem('ticket-closed');
  return ticket?.status ?? 'open';
}
