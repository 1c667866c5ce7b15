/** Through what this customer can be answered on this ticket, and what is meant when nobody chose. */
import type { Ticket } from '@lib/contracts';
import type { Tab } from '../writing/draft-store.js';

export function tabsFor(ticket: Ticket): Tab[] {
  const tabs: Tab[] = [];
  if (liveChat(ticket)) tabs.push('chat');
  if (ticket.customer.identities.some((identity) => identity.kind === 'email')) tabs.push('email');
  return [...tabs, 'note'];
}

export function usualTab(ticket: Ticket): Tab {
  const tabs = tabsFor(ticket);
  if (liveChat(ticket)) return 'chat';
  const last = ticket.lastMessage?.channel;
  if (last && last !== 'voice' && tabs.includes(last)) return last;
  return tabs.includes('email') ? 'email' : (tabs[0] ?? 'note');
}

export const liveChat = (ticket: Ticket): boolean =>
  ticket.live.some(
    (one) =>
      one.channel === 'chat' &&
      one.state !== 'ended' &&
      one.state !== 'abandoned' &&
      one.state !== 'wrapping-up',
  );

export const mailAddress = (ticket: Ticket): string | null =>
  ticket.customer.identities.find((identity) => identity.kind === 'email')?.value ?? null;
