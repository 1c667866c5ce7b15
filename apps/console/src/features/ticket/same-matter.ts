/** Whether a ticket is still what the agent decided about, though its version has moved on. */
import type { Ticket } from '@lib/contracts';

type Seen = Pick<Ticket, 'status' | 'owner' | 'lastMessage'>;

/** Our own note or a sent reply moves the version too, and a reply makes it pending: neither is a reason to ask again. */
export function isSameMatter(seen: Seen, fresh: Seen): boolean {
  const status = fresh.status === seen.status || (seen.status === 'open' && fresh.status === 'pending');
  const said = fresh.lastMessage?.direction === 'in' && fresh.lastMessage.at !== seen.lastMessage?.at;
  return status && fresh.owner?.id === seen.owner?.id && !said;
}
