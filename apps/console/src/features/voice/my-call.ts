/** Which call is mine to see in the bar: the one I answer for, or the one a colleague asked me into. */
import type { CallParty, InteractionView, Ticket } from '@lib/contracts';

export interface MyCall {
  ticket: Ticket;
  call: InteractionView;
  /** `guest`: a colleague's call. */
  as: 'agent' | 'guest';
}

const liveStates: readonly InteractionView['state'][] = ['connected', 'held'];
const onIt: readonly CallParty['state'][] = ['ringing', 'present'];

/** My own call goes before one I am only asked into. */
export function myCall(tickets: Iterable<Ticket>, meId: string): MyCall | undefined {
  let asked: MyCall | undefined;
  for (const ticket of tickets)
    for (const call of ticket.live) {
      if (call.channel !== 'voice' || !isOn(call)) continue;
      if (call.agent?.id === meId) return { ticket, call, as: 'agent' };
      if (isGuest(call, meId)) asked ??= { ticket, call, as: 'guest' };
    }
  return asked;
}

/** Colleagues beside the call's agent who are rung or there, and the last one who did not come to be. */
export function colleaguesOf(call: InteractionView): CallParty[] {
  const guests = (call.call?.parties ?? []).filter(
    ({ role, agent }) => role === 'guest' && agent.id !== call.agent?.id,
  );
  const on = guests.filter(({ state }) => onIt.includes(state));
  const last = guests.at(-1);
  const failed = last && ['no-answer', 'busy', 'failed'].includes(last.state) ? [last] : [];
  return on.length > 0 ? on : failed;
}

/** Milliseconds the customer has waited on hold without a break. */
export function heldFor(call: InteractionView, now: number): number | null {
  const since = call.call?.heldSince;
  return since ? Math.max(0, now - Date.parse(since)) : null;
}

/** The line was cut and nobody is rung yet: when my telephone rings, in milliseconds; null for any other call. */
export function resumesAt({ callback }: Ticket, call: InteractionView, meId: string): number | null {
  if (call.state !== 'offered' || callback?.resumes !== meId || callback.dueAt === null) return null;
  return Date.parse(callback.dueAt);
}

/** A call we make is one from the first ring; one that comes in is when it was answered. */
function isOn({ state, direction }: InteractionView): boolean {
  return liveStates.includes(state) || (direction === 'out' && state === 'offered');
}

function isGuest(call: InteractionView, meId: string): boolean {
  return (call.call?.parties ?? []).some(
    ({ role, agent, state }) => role === 'guest' && agent.id === meId && onIt.includes(state),
  );
}
