/** Whether calling the customer of a ticket makes sense now; the server has the last word. */
import type { MeView, Ticket } from '@lib/contracts';

export function mayCall(ticket: Ticket, me: MeView): boolean {
  if (ticket.status === 'closed' || ticket.mergedInto) return false;
  const onPhone = ticket.live.some(({ channel, state }) => channel === 'voice' && state !== 'wrapping-up');
  if (onPhone || me.load.voice.used >= me.load.voice.max) return false;
  return ticket.customer.identities.some(({ kind }) => kind === 'phone');
}
