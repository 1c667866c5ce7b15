/** A customer who goes from whom they spoke with back into a line, and the way back when the carrier does not do it; pure. */
import { company, customerLeg, isOver, isPresent, type CallState, type Leg } from './call-state.js';

/** As if they had not spoken yet: whoever had them is none of theirs any more, and may leave without anything happening to them. */
export function movedToLine(state: CallState): CallState {
  const legs = { ...state.legs };
  for (const leg of company(state)) legs[leg.callSid] = { ...leg, aside: true };
  const customer = customerLeg(state);
  if (customer) legs[customer.callSid] = { ...customer, joinedAt: null, leftAt: null };
  return { ...state, legs };
}

/** The customer never left: they are with whoever is still there of those they spoke with. */
export function movedBack(state: CallState): CallState {
  const legs = { ...state.legs };
  const there = movedFrom(state).filter((leg) => isPresent(leg));
  for (const leg of there) legs[leg.callSid] = { ...leg, aside: false };
  const customer = customerLeg(state);
  const joinedAt = there[0]?.joinedAt ?? null;
  if (customer && !customer.joinedAt && joinedAt)
    legs[customer.callSid] = { ...customer, joinedAt, leftAt: null };
  return { ...state, legs };
}

/** Whom the carrier is still to let go. */
export function movedFrom(state: CallState): Leg[] {
  return Object.values(state.legs).filter((leg) => leg.aside && !isOver(leg));
}

/** In a line, after having spoken with somebody. */
export function isMoved(state: CallState): boolean {
  return customerLeg(state)?.joinedAt === null && Object.values(state.legs).some(({ aside }) => aside);
}
