/** What runs on a call: a document and its verbs, stoppable at any moment by the caller or by the account's API. */
import type { Call } from '../call.js';
import type { Method, Parameters } from '../callbacks/webhooks.js';
import type { XmlElement } from './xml.js';

/** Where a flow begins: a URL to ask, TwiML given as text, or a document made here. */
export type FlowEntry =
  | { url: string; method: Method; fallbackUrl?: string; fallbackMethod?: Method; parameters?: Parameters }
  | { twiml: string }
  | { document: XmlElement };

export interface Flow {
  call: Call;
  signal: AbortSignal;
  /** The URL of the running document: relative URLs and a missing `action` mean this one. */
  documentUrl: string;
  /** Verbs that are legal here; null allows all. */
  allowed: ReadonlySet<string> | null;
}

/** What a verb asks for next. `leave` ends the wait in a queue, not the call. */
export type Outcome =
  | { kind: 'next' }
  | { kind: 'goto'; url: string; method: Method; parameters: Parameters }
  | { kind: 'end' }
  | { kind: 'hangup' }
  | { kind: 'leave' };

export const next: Outcome = { kind: 'next' };

/** Why a flow was stopped from outside. */
export class FlowStopped extends Error {
  constructor(readonly why: 'call-ended' | 'replaced' | 'released') {
    super(why);
  }
}

/** Starts what runs on a call; the interpreter implements it, the REST API and the edges use it. */
export interface FlowRunner {
  start(call: Call, entry: FlowEntry): void;
}

export function element(
  name: string,
  attributes: Record<string, string | undefined>,
  children: XmlElement[] = [],
  text = '',
): XmlElement {
  const given = Object.entries(attributes).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { name, attributes: Object.fromEntries(given), children, text };
}
