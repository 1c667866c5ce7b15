/**
 * What is known of a call, folded from callbacks that come late, twice and in any order.
 * Every field is a maximum, a minimum or a first in a fixed order, so any order of the same events ends in the same state.
 */
export const legStatuses = [
  'created',
  'queued',
  'initiated',
  'ringing',
  'in-progress',
  'completed',
  'busy',
  'no-answer',
  'canceled',
  'failed',
] as const;
export type LegStatus = (typeof legStatuses)[number];
export type LegRole = 'customer' | 'agent';

const terminalRank = 9;
const ranks: Record<LegStatus, number> = {
  created: 0,
  queued: 1,
  initiated: 2,
  ringing: 3,
  'in-progress': 4,
  completed: terminalRank,
  busy: terminalRank,
  'no-answer': terminalRank,
  canceled: terminalRank,
  failed: terminalRank,
};

/** A place in time: milliseconds by the carrier's clock, then its sequence number, since the clock shows whole seconds. */
export interface Moment {
  at: number;
  sequence: number;
}

export interface Leg {
  callSid: string;
  role: LegRole;
  agentId: string | null;
  offerId: string | null;
  status: LegStatus;
  /** When the status that ended it was reached; of two, the earlier is the true one. */
  endedAt: Moment | null;
  answeredAt: number | null;
  durationSeconds: number | null;
  joinedAt: Moment | null;
  leftAt: Moment | null;
}

export interface CallState {
  legs: Record<string, Leg>;
  conference: { sid: string; at: Moment } | null;
}

interface About extends Moment {
  callSid: string;
  role: LegRole;
  agentId?: string | null;
  offerId?: string | null;
}

export type CallEvent =
  | (About & { kind: 'status'; status: LegStatus; durationSeconds?: number | null })
  | (About & { kind: 'joined' | 'left'; conferenceSid: string });

export const noCall: CallState = { legs: {}, conference: null };

export function reduce(state: CallState, event: CallEvent): CallState {
  const leg = state.legs[event.callSid] ?? newLeg(event);
  const known = {
    ...leg,
    agentId: pick(leg.agentId, event.agentId),
    offerId: pick(leg.offerId, event.offerId),
  };
  const legs = { ...state.legs, [event.callSid]: apply(known, event) };
  return { legs, conference: event.kind === 'status' ? state.conference : laterConference(state, event) };
}

export function isOver(leg: Leg | undefined): boolean {
  return leg !== undefined && ranks[leg.status] === terminalRank;
}

/** In the conference now: came in, did not go since, still on the line. */
export function isPresent(leg: Leg | undefined): boolean {
  if (!leg?.joinedAt || isOver(leg)) return false;
  return leg.leftAt === null || compare(leg.joinedAt, leg.leftAt) > 0;
}

export function customerLeg(state: CallState): Leg | undefined {
  return Object.values(state.legs).find((leg) => leg.role === 'customer');
}

export function agentLegs(state: CallState): Leg[] {
  return Object.values(state.legs).filter((leg) => leg.role === 'agent');
}

export type CallPhase = 'waiting' | 'connecting' | 'joining' | 'talking' | 'ended';

export function phaseOf(state: CallState): CallPhase {
  const customer = customerLeg(state);
  if (isOver(customer)) return 'ended';
  const agents = agentLegs(state);
  if (agents.some(isPresent)) return isPresent(customer) ? 'talking' : 'joining';
  return agents.some((leg) => !isOver(leg)) ? 'connecting' : 'waiting';
}

function newLeg(event: CallEvent): Leg {
  return {
    callSid: event.callSid,
    role: event.role,
    agentId: event.agentId ?? null,
    offerId: event.offerId ?? null,
    status: 'created',
    endedAt: null,
    answeredAt: null,
    durationSeconds: null,
    joinedAt: null,
    leftAt: null,
  };
}

function apply(leg: Leg, event: CallEvent): Leg {
  const moment = { at: event.at, sequence: event.sequence };
  if (event.kind !== 'status')
    return event.kind === 'joined'
      ? { ...leg, joinedAt: later(leg.joinedAt, moment) }
      : { ...leg, leftAt: later(leg.leftAt, moment) };
  return {
    ...leg,
    ...statusAfter(leg, event.status, moment),
    answeredAt:
      event.status === 'in-progress' ? Math.min(leg.answeredAt ?? Infinity, event.at) : leg.answeredAt,
    durationSeconds: largest(leg.durationSeconds, event.durationSeconds),
  };
}

/** The status rises by rank; among endings the earliest wins, and in a dead heat the alphabet, so that order never matters. */
function statusAfter(leg: Leg, status: LegStatus, moment: Moment): Pick<Leg, 'status' | 'endedAt'> {
  const kept = { status: leg.status, endedAt: leg.endedAt };
  if (ranks[status] < ranks[leg.status]) return kept;
  if (ranks[status] < terminalRank) return { status, endedAt: null };
  if (leg.endedAt === null) return { status, endedAt: moment };
  const order = compare(moment, leg.endedAt) || status.localeCompare(leg.status, 'en');
  return order < 0 ? { status, endedAt: moment } : kept;
}

function laterConference(
  state: CallState,
  event: CallEvent & { conferenceSid: string },
): CallState['conference'] {
  const seen = { sid: event.conferenceSid, at: { at: event.at, sequence: event.sequence } };
  if (state.conference === null) return seen;
  const order = compare(seen.at, state.conference.at) || seen.sid.localeCompare(state.conference.sid, 'en');
  return order > 0 ? seen : state.conference;
}

function compare(a: Moment, b: Moment): number {
  return a.at - b.at || a.sequence - b.sequence;
}

function later(a: Moment | null, b: Moment): Moment {
  return a !== null && compare(a, b) >= 0 ? a : b;
}

function largest(a: number | null, b: number | null | undefined): number | null {
  if (a === null || b === null || b === undefined) return a ?? b ?? null;
  return Math.max(a, b);
}

function pick(a: string | null, b: string | null | undefined): string | null {
  if (a === null || b === null || b === undefined) return a ?? b ?? null;
  return a > b ? a : b;
}
