/** What a console holds: the last snapshot with every push folded in, as immutable collections. */
import type {
  AgentView,
  MeView,
  OfferView,
  Overview,
  ProblemDetails,
  QueueLive,
  ServerToAgent,
  Ticket,
  TimelineItem,
} from '@lib/contracts';

export interface ConnectionStatus {
  /** `connecting`: not live yet. `live`: what is shown is true. `down`: what is shown may be old. */
  kind: 'connecting' | 'live' | 'down';
  /** ISO time at which this began. */
  since: string;
  /** Set once the connection is over for good: log in again. */
  ended: string | null;
}

/** A watched ticket's timeline, ordered by `seq`, without gaps. */
export interface Timeline {
  state: 'loading' | 'ready' | 'refused' | 'left';
  items: readonly TimelineItem[];
  /** Where older items begin (HTTP), null when the first one is held. */
  nextCursor: string | null;
  problem: ProblemDetails | null;
}

export type TypingSignal = Parameters<ServerToAgent['typing']>[0];

export interface ConsoleState {
  status: ConnectionStatus;
  /** Server clock minus ours, in milliseconds: count waits against `now + offset`. */
  clockOffsetMs: number;
  me: MeView | null;
  agents: ReadonlyMap<string, AgentView>;
  queues: ReadonlyMap<string, QueueLive>;
  offers: ReadonlyMap<string, OfferView>;
  /** For supervisors and administrators; null for agents. */
  overview: Overview | null;
  /** Every ticket known: my work and what is watched. */
  tickets: ReadonlyMap<string, Ticket>;
  /** Ids of the tickets I own or am engaged on. */
  work: ReadonlySet<string>;
  timelines: ReadonlyMap<string, Timeline>;
  /** Who writes on which ticket, newest signal last; a signal is gone after five seconds. */
  typing: ReadonlyMap<string, readonly TypingSignal[]>;
}

export function emptyState(status: ConnectionStatus): ConsoleState {
  return {
    status,
    clockOffsetMs: 0,
    me: null,
    agents: new Map(),
    queues: new Map(),
    offers: new Map(),
    overview: null,
    tickets: new Map(),
    work: new Set(),
    timelines: new Map(),
    typing: new Map(),
  };
}

export const loadingTimeline: Timeline = { state: 'loading', items: [], nextCursor: null, problem: null };
