/**
 * What is known of a call, folded from callbacks that come late, twice and in any order.
 * Every field is a maximum, a minimum or a first in a fixed order, so any order of the same events ends in the same state.
 */
import type { CallRole, ListeningMode } from '@lib/contracts';

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
export type LegRole = CallRole;

const terminalRank = 9;
/** Of a leg that is put on hold again and again the latest are kept; who is held now stays exact, the sum of all is then too small. */
const holdsKept = 400;
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

/** The party was put on hold, or taken off it. */
export interface HoldChange extends Moment {
  on: boolean;
}

/** How a supervisor is heard from here on. */
export interface ModeChange extends Moment {
  mode: ListeningMode;
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
  /** It was cut off: the carrier says so, and nobody hung up. */
  lost: boolean;
  joinedAt: Moment | null;
  leftAt: Moment | null;
  /** In order of time, each once. */
  holds: HoldChange[];
  /** Of a supervisor: the latest heard of; null until then, when nobody hears them. */
  heard: ModeChange | null;
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
  | (About & { kind: 'status'; status: LegStatus; durationSeconds?: number | null; lost?: boolean })
  | (About & { kind: 'joined' | 'left'; conferenceSid: string })
  | (About & { kind: 'held' | 'resumed' })
  | (About & { kind: 'heard'; mode: ListeningMode });

export const noCall: CallState = { legs: {}, conference: null };

export function reduce(state: CallState, event: CallEvent): CallState {
  // A leg kept by an older release lacks what was added since.
  const leg = { ...newLeg(event), ...state.legs[event.callSid] };
  const known = {
    ...leg,
    agentId: pick(leg.agentId, event.agentId),
    offerId: pick(leg.offerId, event.offerId),
  };
  const legs = { ...state.legs, [event.callSid]: apply(known, event) };
  return { legs, conference: movesConference(event) ? laterConference(state, event) : state.conference };
}

export function isOver(leg: Leg | undefined): boolean {
  return leg !== undefined && ranks[leg.status] === terminalRank;
}

/** Cut off while it had somebody to talk to. */
export function isTalkLost(leg: Leg | undefined): boolean {
  return leg !== undefined && leg.lost && leg.joinedAt !== null;
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

/** Who of the house can talk to the customer: whoever only listens in is no company, until they barge in. */
export function company(state: CallState): Leg[] {
  return Object.values(state.legs).filter(
    (leg) => leg.role === 'agent' || leg.role === 'guest' || (isSupervisor(leg) && modeOf(leg) === 'barge'),
  );
}

/** Supervisors whom the customer does not hear. */
export function listeners(state: CallState): Leg[] {
  return Object.values(state.legs).filter((leg) => isSupervisor(leg) && modeOf(leg) !== 'barge');
}

export function modeOf(leg: Leg): ListeningMode {
  return leg.heard?.mode ?? 'listen';
}

function isSupervisor({ role }: Leg): boolean {
  return role === 'supervisor';
}

/** Whose call it is: of those present, who came first. */
export function leadOf(state: CallState): Leg | undefined {
  return company(state)
    .filter(isPresent)
    .sort(
      (a, b) => compare(a.joinedAt as Moment, b.joinedAt as Moment) || (a.callSid < b.callSid ? -1 : 1),
    )[0];
}

/** When the party was put on hold, in milliseconds; null when it is not held or not there. Who comes in anew comes in unheld. */
export function heldSince(leg: Leg | undefined): number | null {
  const last = leg?.holds?.at(-1);
  if (!last?.on || !leg?.joinedAt || !isPresent(leg)) return null;
  return compare(last, leg.joinedAt) >= 0 ? last.at : null;
}

/** Milliseconds of hold that are over. */
export function heldMs(leg: Leg | undefined): number {
  if (!leg) return 0;
  const gone = isPresent(leg) ? null : (leg.leftAt?.at ?? leg.endedAt?.at ?? null);
  let since: number | null = null;
  let sum = 0;
  for (const change of leg.holds ?? []) {
    if (since !== null && !change.on) sum += Math.max(0, change.at - since);
    since = change.on ? (since ?? change.at) : null;
  }
  return since !== null && gone !== null ? sum + Math.max(0, gone - since) : sum;
}

export type CallPhase = 'waiting' | 'connecting' | 'joining' | 'talking' | 'ended';

export function phaseOf(state: CallState): CallPhase {
  const customer = customerLeg(state);
  if (isOver(customer)) return 'ended';
  if (company(state).some(isPresent)) return isPresent(customer) ? 'talking' : 'joining';
  return agentLegs(state).some((leg) => !isOver(leg)) ? 'connecting' : 'waiting';
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
    lost: false,
    joinedAt: null,
    leftAt: null,
    holds: [],
    heard: null,
  };
}

function apply(leg: Leg, event: CallEvent): Leg {
  const moment = { at: event.at, sequence: event.sequence };
  if (event.kind === 'joined') return { ...leg, joinedAt: later(leg.joinedAt, moment) };
  if (event.kind === 'left') return { ...leg, leftAt: later(leg.leftAt, moment) };
  if (event.kind === 'heard') return { ...leg, heard: laterMode(leg.heard, { ...moment, mode: event.mode }) };
  if (event.kind !== 'status')
    return { ...leg, holds: withChange(leg.holds, { ...moment, on: event.kind === 'held' }) };
  return {
    ...leg,
    ...statusAfter(leg, event.status, moment),
    answeredAt:
      event.status === 'in-progress' ? Math.min(leg.answeredAt ?? Infinity, event.at) : leg.answeredAt,
    durationSeconds: largest(leg.durationSeconds, event.durationSeconds),
    lost: leg.lost || (event.lost === true && ranks[event.status] === terminalRank),
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

/** The union of what was heard, in order; of a dead heat the hold comes last, so that nobody is thought to hear us who does not. */
function withChange(holds: HoldChange[], change: HoldChange): HoldChange[] {
  const known = holds.some((one) => compare(one, change) === 0 && one.on === change.on);
  if (known) return holds;
  return [...holds, change].sort((a, b) => compare(a, b) || Number(a.on) - Number(b.on)).slice(-holdsKept);
}

/** Of a dead heat the quieter one: nobody is thought to be with the customer who may not be. */
function laterMode(known: ModeChange | null, change: ModeChange): ModeChange {
  if (!known) return change;
  const order = compare(change, known) || loudness.indexOf(known.mode) - loudness.indexOf(change.mode);
  return order > 0 ? change : known;
}

const loudness: readonly ListeningMode[] = ['listen', 'whisper', 'barge'];

/** Who comes to listen is not what the call is about: were the conference over, theirs would be a new one. */
function movesConference(event: CallEvent): event is CallEvent & { conferenceSid: string } {
  return 'conferenceSid' in event && event.role !== 'supervisor';
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
