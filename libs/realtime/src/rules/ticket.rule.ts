/** Who sees a ticket: the agents whose work it is, on their own stream, and who watches it, after their right was asked. */
import type { EventEnvelope } from '@lib/contracts';

const ticketPrefix = 'ticket:';
const deskPrefix = 'agent:';

export const ticketStream = (ticketId: string): string => ticketPrefix + ticketId;
/** An agent's own stream: offers held for them and their work. */
export const deskStream = (agentId: string): string => deskPrefix + agentId;

export function ticketOf(stream: string): string | null {
  return stream.startsWith(ticketPrefix) ? stream.slice(ticketPrefix.length) : null;
}

export function deskOf(stream: string): string | null {
  return stream.startsWith(deskPrefix) ? stream.slice(deskPrefix.length) : null;
}

export function ticketsTouched(event: EventEnvelope): string[] {
  const data: { ticketId?: string } = event.data as object;
  const ids = event.subject.type === 'ticket' ? [event.subject.id] : [];
  if (data.ticketId) ids.push(data.ticketId);
  return ids;
}

/** Customers whose name or identities, shown on every ticket of theirs, may have changed. */
export function customersTouched(event: EventEnvelope): string[] {
  const data: { customerId?: string; intoId?: string } = event.data as object;
  return event.name.startsWith('customer.')
    ? [data.customerId, data.intoId].filter((id) => id !== undefined)
    : [];
}

/** Agents whose work or offers may have changed: who is named, who it came from, and who did it. */
export function desksTouched(event: EventEnvelope): string[] {
  const data: {
    agentId?: string | null;
    from?: string | null;
    to?: string | null;
    ownerId?: string;
    supervisorIds?: string[];
  } = event.data as object;
  const between = event.name === 'ticket.owner-changed' || /^(hand-over|stand-in)\./.test(event.name);
  const named = between ? [data.from, data.to, data.ownerId, ...(data.supervisorIds ?? [])] : [data.agentId];
  const actor = event.actor.kind === 'agent' ? event.actor.id : null;
  return [...named, actor].filter((id): id is string => Boolean(id));
}
