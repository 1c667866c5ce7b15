/** What must happen because a call moved from one state to another: pure, so that each case can be read and tested. */
import {
  company,
  customerLeg,
  isOver,
  isPresent,
  isTalkLost,
  leadOf,
  listeners,
  type CallState,
  type Leg,
} from './call-state.js';

export type CallEffect =
  /** The agent is in the conference: bring the caller in. */
  | { do: 'join-caller'; leg: Leg }
  /** Both are in it: only now are they connected. */
  | { do: 'report-joined'; leg: Leg }
  /** The agent's phone did not lead to a talk: say so, the caller goes on waiting. */
  | { do: 'report-missed'; leg: Leg; reason: string }
  /** Whose call it was is gone and a colleague goes on with the customer, who may not stay on hold for it. */
  | { do: 'pass-on'; leg: Leg }
  /** Nobody is left with the caller: take the call to its end, or back to the queue when they never spoke. */
  | { do: 'release-caller'; leg: Leg }
  /** Whom they listened to is gone, or nobody talks any more: they go too. */
  | { do: 'let-listeners-go'; legs: Leg[] }
  /** The caller is gone: nobody of ours may go on ringing or sit in the conference. */
  | { do: 'hang-up-agents'; legs: Leg[] }
  /** Nobody hung up and the talk is over all the same; often heard only after the end itself. */
  | { do: 'report-lost' }
  | { do: 'report-ended'; leg: Leg };

export function effectsOf(before: CallState, after: CallState): CallEffect[] {
  const customer = customerLeg(after);
  if (isOver(customer)) return whenCallerGone(before, after, customer);
  const changed = company(after).map((leg) => ({ leg, was: before.legs[leg.callSid] }));
  const moves = changed.flatMap(({ leg, was }) =>
    leg.role === 'agent' ? agentMoved(before, after, leg, was) : guestMoved(after, leg, was),
  );
  return [...moves, ...silenced(before, after), ...passedOn(before, after), ...listenedOut(before, after)];
}

function whenCallerGone(before: CallState, after: CallState, customer: Leg | undefined): CallEffect[] {
  const live = Object.values(after.legs).filter((leg) => leg.role !== 'customer' && !isOver(leg));
  const wasGone = isOver(customerLeg(before));
  // After the end only a leg that was not known then still needs ending.
  const toEnd = wasGone
    ? live.filter((leg) => before.legs[leg.callSid] === undefined || isPresent(leg))
    : live;
  const effects: CallEffect[] = toEnd.length > 0 ? [{ do: 'hang-up-agents', legs: toEnd }] : [];
  if (isTalkLost(customer) && !isTalkLost(customerLeg(before))) effects.push({ do: 'report-lost' });
  return customer && !wasGone ? [...effects, { do: 'report-ended', leg: customer }] : effects;
}

function agentPresent(before: CallState, after: CallState, leg: Leg, was: Leg | undefined): CallEffect[] {
  const came: CallEffect[] = isPresent(was) ? [] : [{ do: 'join-caller', leg }];
  const together = isPresent(customerLeg(after)) && !(isPresent(was) && isPresent(customerLeg(before)));
  return together ? [...came, { do: 'report-joined', leg }] : came;
}

function agentMoved(before: CallState, after: CallState, leg: Leg, was: Leg | undefined): CallEffect[] {
  if (isPresent(leg)) return agentPresent(before, after, leg, was);
  const gone = isPresent(was) && !isPresent(leg);
  if (gone) return released(after, leg);
  // Callbacks come in any order: a leg that is over, or said to have left, before it was seen to join led to no talk.
  const wasOpen = !isOver(was) && !was?.joinedAt && !was?.leftAt;
  if (!wasOpen || leg.joinedAt !== null || !(isOver(leg) || leg.leftAt)) return [];
  const answered = leg.status === 'completed' || leg.leftAt !== null;
  return [{ do: 'report-missed', leg, reason: answered ? 'left-early' : leg.status }];
}

/** A guest who came to nothing leaves the call as it was: who asked them still has the customer. */
function guestMoved(after: CallState, leg: Leg, was: Leg | undefined): CallEffect[] {
  return isPresent(was) && !isPresent(leg) ? released(after, leg) : [];
}

function released(after: CallState, leg: Leg): CallEffect[] {
  return company(after).some(isPresent) ? [] : [{ do: 'release-caller', leg }];
}

/**
 * Only when the one before is gone: callbacks that come late may show another lead without anybody having left. That they
 * left may be heard before that the colleague came, who was there all the while.
 */
function passedOn(before: CallState, after: CallState): CallEffect[] {
  const was = leadOf(before);
  const now = leadOf(after);
  if (!now || was?.callSid === now.callSid || !isPresent(customerLeg(after))) return [];
  const left = was ? !isPresent(after.legs[was.callSid]) : company(before).some((leg) => leg.joinedAt);
  return left ? [{ do: 'pass-on', leg: now }] : [];
}

/** A supervisor who had the customer and is heard by them no more has left them, whoever else is still on the line. */
function silenced(before: CallState, after: CallState): CallEffect[] {
  const spoke = new Set(
    company(before)
      .filter(isPresent)
      .map(({ callSid }) => callSid),
  );
  return listeners(after)
    .filter((leg) => isPresent(leg) && spoke.has(leg.callSid))
    .flatMap((leg) => released(after, leg));
}

/** One listens to a colleague, for a purpose that was said to them: when the call is another's, or nobody's, it is over. */
function listenedOut(before: CallState, after: CallState): CallEffect[] {
  const live = listeners(after).filter((leg) => !isOver(leg));
  if (live.length === 0) return [];
  const was = leadOf(before);
  const passed = was !== undefined && !isPresent(after.legs[was.callSid]);
  const alone = !company(after).some(isPresent);
  return passed || alone ? [{ do: 'let-listeners-go', legs: live }] : [];
}
