/** What a verb is, what it may use, and how it reads its attributes. */
import type { Method } from '../callbacks/webhooks.js';
import type { Exchange } from '../exchange.js';
import type { Journal } from '../journal.js';
import type { FrameSource } from '../media/frame-source.js';
import type { Recordings } from '../recordings.js';
import type { Streams } from '../streams.js';
import type { Documents } from './documents.js';
import type { Flow, FlowEntry, Outcome } from './flow.js';
import type { XmlElement } from './xml.js';

/** The sounds the carrier can make by itself. */
export interface Voicebox {
  say(text: string, language: string): Promise<Int16Array>;
  fetch(url: string): Promise<Int16Array>;
  music(): FrameSource;
}

export interface VerbTools {
  exchange: Exchange;
  documents: Documents;
  voicebox: Voicebox;
  recordings: Recordings;
  streams: Streams;
  journal: Journal;
  recordingUrl(sid: string): string;
  /** Runs verbs that stand inside another verb. */
  runVerbs(verbs: readonly XmlElement[], flow: Flow): Promise<Outcome>;
  /** Runs another document on the same call, beside the main one: a wait, a hold. */
  runDocument(flow: Omit<Flow, 'documentUrl'>, entry: FlowEntry): Promise<Outcome>;
}

export type Verb = (verb: XmlElement, flow: Flow, tools: VerbTools) => Promise<Outcome>;

export function methodOf(verb: XmlElement, attribute = 'method'): Method {
  return verb.attributes[attribute]?.toUpperCase() === 'GET' ? 'GET' : 'POST';
}

export function isTrue(value: string | undefined, otherwise: boolean): boolean {
  return value === undefined ? otherwise : value.toLowerCase() === 'true';
}

export function numberOf(value: string | undefined, otherwise: number): number {
  const parsed = value === undefined ? Number.NaN : Number(value);
  return Number.isFinite(parsed) ? parsed : otherwise;
}

/** URLs in a document are relative to the document, as links on a page are. */
export function absolute(url: string, flow: Flow): string {
  return new URL(url, flow.documentUrl || undefined).toString();
}

export function actionOf(verb: XmlElement, flow: Flow, parameters: Record<string, string>): Outcome | null {
  const { action } = verb.attributes;
  if (action === undefined || action === '') return null;
  return { kind: 'goto', url: absolute(action, flow), method: methodOf(verb), parameters };
}
