/** My work in the order it should be done: what is happening now, what comes next, what waits for the customer. */
import type { Channel, InteractionView, Ticket } from '@lib/contracts';
import type { ConsoleState } from '@lib/realtime-client';

export type GroupName = 'now' | 'next' | 'with-customer' | 'resolved' | 'following';
export const groupNames: readonly GroupName[] = ['now', 'next', 'with-customer', 'resolved', 'following'];

export interface Group {
  name: GroupName;
  tickets: Ticket[];
}

const inHand: readonly InteractionView['state'][] = ['connected', 'held', 'wrapping-up'];
const priorityRank: Record<Ticket['priority'], number> = { urgent: 0, high: 1, normal: 2, low: 3 };

export function groupWork(tickets: Iterable<Ticket>, meId: string): Group[] {
  const groups = new Map<GroupName, Ticket[]>(groupNames.map((name) => [name, []]));
  for (const ticket of tickets) groups.get(groupOf(ticket, meId))?.push(ticket);
  for (const [name, list] of groups) list.sort((a, b) => compare(name, a, b, meId));
  return groupNames
    .map((name) => ({ name, tickets: groups.get(name) ?? [] }))
    .filter((one) => one.tickets.length > 0);
}

export function groupOf(ticket: Ticket, meId: string): GroupName {
  // A colleague waits for the answer.
  if (interactionInHand(ticket, meId) || wrapsUp(ticket, meId) || ticket.handOver?.to.id === meId)
    return 'now';
  if (followsOnly(ticket, meId)) return 'following';
  if (ticket.status === 'resolved' || ticket.status === 'closed') return 'resolved';
  if (ticket.status === 'pending') return 'with-customer';
  return isUnanswered(ticket) && ticket.status !== 'on-hold' ? 'now' : 'next';
}

/** A colleague's, or nobody's yet: I only follow it. */
function followsOnly(ticket: Ticket, meId: string): boolean {
  const mine = ticket.owner?.id === meId || ticket.standIn?.id === meId;
  return !mine && ticket.followers.some(({ id }) => id === meId);
}

/** Of a ticket I follow: somebody named me, something is new, or nothing. */
export function newsOf(ticket: Ticket, meId: string): 'mention' | 'news' | null {
  const mine = ticket.followers.find(({ id }) => id === meId);
  if (!mine || mine.readSeq >= ticket.seq) return null;
  return mine.mentionSeq > mine.readSeq ? 'mention' : 'news';
}

/** I am no longer with the customer, and not done with it yet: also when a colleague goes on. */
export const wrapsUp = (ticket: Ticket, meId: string): boolean =>
  ticket.wrapUps.some(({ agent }) => agent.id === meId);

/** What I am engaged on here: a call before a chat, a chat before anything else. */
export function interactionInHand(ticket: Ticket, meId: string): InteractionView | undefined {
  const mine = ticket.live.filter((one) => one.agent?.id === meId && inHand.includes(one.state));
  const now = (channel: Channel) =>
    mine.find((one) => one.channel === channel && one.state !== 'wrapping-up');
  return now('voice') ?? now('chat') ?? mine[0];
}

/** The customer spoke last. */
export const isUnanswered = (ticket: Ticket): boolean => ticket.lastMessage?.direction === 'in';

/** Since when the customer waits for us, or we for them; ISO. */
export function waitsSince(ticket: Ticket): string {
  return ticket.lastMessage?.at ?? ticket.openedAt;
}

export function urgentCount(state: ConsoleState, meId: string): number {
  let count = 0;
  for (const id of state.work) {
    const ticket = state.tickets.get(id);
    if (ticket && groupOf(ticket, meId) === 'now') count += 1;
  }
  return count;
}

/** Tickets that are mine to do; those I only follow are not. */
export function ownCount(state: ConsoleState, meId: string): number {
  let count = 0;
  for (const id of state.work) {
    const ticket = state.tickets.get(id);
    if (ticket && groupOf(ticket, meId) !== 'following') count += 1;
  }
  return count;
}

/** While the pointer is over the list, rows keep their place: known ones stay, new ones join at the end. */
export function steadyOrder(before: readonly string[], now: readonly string[]): string[] {
  const present = new Set(now);
  const known = new Set(before);
  return [...before.filter((id) => present.has(id)), ...now.filter((id) => !known.has(id))];
}

function compare(group: GroupName, a: Ticket, b: Ticket, meId: string): number {
  if (group === 'following') {
    const byNews = rankNews(a, meId) - rankNews(b, meId);
    return byNews || textOrder(b.updatedAt, a.updatedAt) || textOrder(a.id, b.id);
  }
  if (group === 'resolved') return a.updatedAt < b.updatedAt ? 1 : -1;
  const byUrgency = group === 'now' ? rankNow(a, meId) - rankNow(b, meId) : 0;
  const byPromise = textOrder(promisedBy(a), promisedBy(b));
  const byPriority = group === 'next' ? priorityRank[a.priority] - priorityRank[b.priority] : 0;
  return (
    byUrgency || byPromise || byPriority || textOrder(waitsSince(a), waitsSince(b)) || textOrder(a.id, b.id)
  );
}

/** A person on the line, then a person in the chat, then who waits for an answer. */
function rankNow(ticket: Ticket, meId: string): number {
  const live = interactionInHand(ticket, meId);
  if (!live && wrapsUp(ticket, meId)) return 1;
  if (live?.channel === 'voice') return live.state === 'wrapping-up' ? 1 : 0;
  if (live?.channel === 'chat' && isUnanswered(ticket)) return 2;
  return 3;
}

function rankNews(ticket: Ticket, meId: string): number {
  const news = newsOf(ticket, meId);
  return news === 'mention' ? 0 : news === 'news' ? 1 : 2;
}

/** Sorts after every time: no promise. */
const UNPROMISED = '~';

function promisedBy(ticket: Ticket): string {
  return ticket.promise?.dueAt ?? UNPROMISED;
}

function textOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
