/** The provider's REST API on plain HTTP: who asks, which resource, which answer. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { VoiceNodeOptions } from '../options.js';
import { callRoutes } from './calls-resource.js';
import { conferenceRoutes } from './conferences-resource.js';
import { Form } from './form.js';
import { numberRoutes } from './numbers-resource.js';
import { participantRoutes } from './participants-resource.js';
import { queueRoutes } from './queues-resource.js';
import { recordingRoutes } from './recordings-resource.js';
import { accountPath } from './resource-json.js';
import { streamRoutes } from './streams-resource.js';
import type { RestAnswer, RestContext, RestRequest } from './rest-request.js';
import { notFound, TwilioProblem } from './twilio-problem.js';

const MAX_BODY_BYTES = 256 * 1024;
const routes = [
  ...callRoutes,
  ...conferenceRoutes,
  ...participantRoutes,
  ...queueRoutes,
  ...recordingRoutes,
  ...streamRoutes,
  ...numberRoutes,
];

export async function handleRest(
  request: IncomingMessage,
  response: ServerResponse,
  context: RestContext,
): Promise<void> {
  try {
    const url = new URL(request.url ?? '/', 'http://voice-node');
    requireAccount(request, context.options);
    await context.switches.meetRequest();
    send(response, answer(await read(request, url, context.options), context));
  } catch (error) {
    const problem =
      error instanceof TwilioProblem
        ? error
        : new TwilioProblem(500, 20500, 'An internal server error has occurred');
    if (problem !== error) context.options.log('error', 'an API request failed', { error: String(error) });
    send(response, { status: problem.status, body: problem });
  }
}

/** By the account's token or by an API key, as the provider allows both. */
export function requireAccount(request: IncomingMessage, options: VoiceNodeOptions, tokenOnly = false): void {
  const [, encoded = ''] = /^Basic (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
  const [user = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  const password = rest.join(':');
  const byToken = user === options.accountSid && same(password, options.authToken);
  const byKey = !tokenOnly && user === options.apiKeySid && same(password, options.apiKeySecret);
  if (!byToken && !byKey) throw new TwilioProblem(401, 20003, 'Authenticate');
}

export async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_BODY_BYTES) throw new TwilioProblem(413, 20413, 'The request is too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function answer(request: RestRequest, context: RestContext): RestAnswer {
  for (const { method, pattern, handle } of routes) {
    const match = method === request.method ? pattern.exec(request.path) : null;
    if (match) return handle(request, context, ...match.slice(1).map((part) => decodeURIComponent(part)));
  }
  throw notFound(request.path);
}

async function read(request: IncomingMessage, url: URL, options: VoiceNodeOptions): Promise<RestRequest> {
  const base = accountPath(options.accountSid);
  if (!url.pathname.startsWith(`${base}/`) && url.pathname !== `${base}.json`) throw notFound(url.pathname);
  const { method } = request;
  if (method !== 'GET' && method !== 'POST' && method !== 'DELETE') {
    throw new TwilioProblem(405, 20004, 'Method not allowed');
  }
  return {
    path: url.pathname.slice(base.length).replace(/\.json$/, ''),
    method,
    query: url.searchParams,
    form: new Form(new URLSearchParams(method === 'POST' ? await readBody(request) : '')),
  };
}

function send(response: ServerResponse, { status, body, media }: RestAnswer): void {
  const payload = media ?? (body === undefined ? undefined : JSON.stringify(body));
  response.writeHead(status, {
    ...(payload !== undefined && { 'Content-Type': media ? 'audio/x-wav' : 'application/json' }),
    ...(status === 401 && { 'WWW-Authenticate': 'Basic realm="voice-node"' }),
    'Cache-Control': 'no-store',
  });
  response.end(payload);
}

function same(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return expected.length > 0 && a.length === b.length && timingSafeEqual(a, b);
}
