/** What a resource gets to see of an API request, and what it may answer. */
import type { Exchange } from '../exchange.js';
import type { VoiceNodeOptions } from '../options.js';
import type { ChaosSwitches } from '../chaos.js';
import type { Recordings } from '../recordings.js';
import type { Streams } from '../streams.js';
import type { FlowRunner } from '../twiml/flow.js';
import type { Form } from './form.js';

export interface RestContext {
  options: VoiceNodeOptions;
  exchange: Exchange;
  flows: FlowRunner;
  recordings: Recordings;
  streams: Streams;
  recordingUrl(sid: string): string;
  switches: ChaosSwitches;
}

export interface RestRequest {
  /** Path below the account, without `.json`: `/Calls/CA…`. */
  path: string;
  method: 'GET' | 'POST' | 'DELETE';
  query: URLSearchParams;
  form: Form;
}

export interface RestAnswer {
  status: number;
  body?: unknown;
  media?: Buffer;
}

/** Path variables are the capture groups of the route's pattern. */
export type Handler = (request: RestRequest, context: RestContext, ...variables: string[]) => RestAnswer;

export interface Route {
  method: RestRequest['method'];
  pattern: RegExp;
  handle: Handler;
}

export const route = (method: RestRequest['method'], pattern: RegExp, handle: Handler): Route => ({
  method,
  pattern,
  handle,
});

export const ok = (body: unknown): RestAnswer => ({ status: 200, body });
export const created = (body: unknown): RestAnswer => ({ status: 201, body });
export const gone: RestAnswer = { status: 204 };
