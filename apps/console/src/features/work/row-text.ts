/** What a row of the work list says in one line. */
import type { Channel, InteractionView, Ticket } from '@lib/contracts';
import { say } from '../../i18n.js';
import { isUnanswered, wrapsUp } from './grouping.js';

export function rowText(ticket: Ticket, live: InteractionView | undefined, meId: string): string {
  if (ticket.handOver?.to.id === meId)
    return say('work.handed', { name: ticket.handOver.from.name, subject: ticket.subject });
  if (live?.state === 'wrapping-up' || (!live && wrapsUp(ticket, meId)))
    return say('work.wrapping', { subject: ticket.subject });
  if (live?.channel === 'voice') {
    return say(live.state === 'held' ? 'work.on-hold' : 'work.on-line', { subject: ticket.subject });
  }
  if (ticket.status === 'on-hold') return say('work.third-party', { subject: ticket.subject });
  if (isUnanswered(ticket) && ticket.lastMessage?.channel === 'chat') {
    return say('work.quote', { text: ticket.lastMessage.excerpt });
  }
  return ticket.subject;
}

export function rowChannel(ticket: Ticket, live: InteractionView | undefined): Channel {
  return live?.channel ?? ticket.lastMessage?.channel ?? ticket.channels[0] ?? 'email';
}
