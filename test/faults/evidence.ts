/** All the checker may look at: the ledger, the rows, what left the house, and what each subscriber was shown. */
import type { Channel } from '@lib/contracts';
import type { Entry } from './ledger.js';

export interface StoredText {
  id: string;
  ticketId: string;
  seq: number;
  text: string;
}

export interface StoredMessage extends StoredText {
  channel: Channel;
  direction: 'in' | 'out';
  authorKind: 'customer' | 'agent' | 'system';
  deliveryState: string | null;
}

export interface StoredEvent {
  id: string;
  ticketId: string;
  seq: number;
  name: string;
  data: Record<string, unknown>;
}

export interface StoredLine {
  id: string;
  conversationId: string;
  seq: number;
  authorKind: 'visitor' | 'agent' | 'system';
  text: string;
}

export interface StoredOffer {
  id: string;
  workItemId: string;
  interactionId: string;
  agentId: string;
  channel: Channel;
  state: string;
}

/** One row of the bus, in the order of its ids: given while the row it speaks of was locked, so the order is the true one. */
export interface BusEvent {
  name: string;
  data: Record<string, unknown>;
}

export interface Stored {
  tickets: { id: string; ownerId: string | null; seq: number }[];
  messages: StoredMessage[];
  notes: StoredText[];
  events: StoredEvent[];
  /** Calls have a place in the timeline too. */
  calls: { id: string; ticketId: string; seq: number }[];
  lines: StoredLine[];
  offers: StoredOffer[];
  agents: { id: string; capacity: Record<Channel, number> }[];
  bus: BusEvent[];
  /** What is still in progress, parked or failed when all should be quiet. */
  unfinished: string[];
}

export interface OutgoingMail {
  mailId: string;
  text: string;
}

/** One connection of one visitor: the lines in the order shown, from the hello on. */
export interface VisitorConnection {
  visitor: string;
  shown: { id: string; seq: number; text: string }[];
}

/** One hello of one subscriber and what followed it. */
export interface PushSession {
  subscriber: string;
  /** Where each stream began. */
  cursors: Record<string, number>;
  /** `itemId` of what was appended to a timeline. */
  pushes: { stream: string; seq: number; itemId: string | null }[];
  /** Timeline items by ticket: what the watch answered, then what was appended and not yet there. */
  items: Record<string, string[]>;
}

export interface ConsoleView {
  console: string;
  folded: unknown;
  fresh: unknown;
}

export interface Evidence {
  entries: Entry[];
  stored: Stored;
  outgoing: OutgoingMail[];
  visitors: VisitorConnection[];
  sessions: PushSession[];
  consoles: ConsoleView[];
  /** Keys of the mails flagged as seen on the IMAP server. */
  seen: string[];
  /** How often a process died: each death may leave one twin of one outgoing mail. */
  deaths: number;
}
