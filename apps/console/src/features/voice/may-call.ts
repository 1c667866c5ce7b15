/** Whether calling the customer of a ticket makes sense now; the server has the last word. */
import type { MeView, Ticket } from '@lib/contracts';

export function mayCall(ticket: Ticket, me: MeView): boolean {
  if (ticket.status === 'closed' || ticket.mergedInto) return false;
  // A callback that nobody has taken is a call still to be made: whoever calls now makes it.
  const toCome = ticket.callback?.state === 'waiting';
  const onPhone = ticket.live.some(
    ({ channel, state, direction, agent }) =>
      channel === 'voice' && state !== 'wrapping-up' && !(toCome && direction === 'out' && !agent),
  );
  if (onPhone || me.load.voice.used >= me.load.voice.max) return false;
  return ticket.customer.identities.some(({ kind }) => kind === 'phone');
}
