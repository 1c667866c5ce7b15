/** What an event of the bus means to rules: which trigger, on which ticket, led to by which rules. Pure. */
import type { ClockKind, EventEnvelope, RuleEvent, subscriptions } from '@lib/contracts';

export type HeardEvent = {
  [N in (typeof subscriptions)['rules.ticket'][number]]: EventEnvelope<N>;
}[(typeof subscriptions)['rules.ticket'][number]];

export interface Happening {
  /** Unique for what happened: a rule acts on it once, however often it is told. */
  key: string;
  ticketId: string;
  on: RuleEvent;
  chain: string[];
  clock: ClockKind | null;
}

/** Null: nothing that a rule can wait for. */
export function happeningOf(event: HeardEvent): Happening | null {
  const on = triggerOf(event);
  if (!on) return null;
  const clock = event.name === 'sla.at-risk' || event.name === 'sla.breached' ? event.data.kind : null;
  return {
    key: `event:${event.id}`,
    ticketId: event.data.ticketId,
    on,
    chain: event.actor.chain ?? [],
    clock,
  };
}

function triggerOf(event: HeardEvent): RuleEvent | null {
  switch (event.name) {
    case 'ticket.opened':
      return 'ticket-opened';
    case 'interaction.received':
      return event.data.channel === 'voice' ? null : 'customer-wrote';
    case 'message.submitted':
      return event.actor.kind === 'agent' ? 'agent-answered' : null;
    case 'ticket.status-changed':
      return 'status-changed';
    case 'ticket.priority-changed':
      return 'priority-changed';
    case 'ticket.owner-changed':
      return 'owner-changed';
    case 'ticket.tagged':
      return 'tagged';
    case 'hand-over.accepted':
      return event.data.kind === 'consult' ? null : 'handed-over';
    case 'sla.at-risk':
      return 'clock-warned';
    case 'sla.breached':
      return 'clock-breached';
  }
}
