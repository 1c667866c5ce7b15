/** Webhooks as the provider SDK judges them, and as a bad network treats them. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import twilio from 'twilio';
import { Journal } from '../journal.js';
import { ChaosSwitches } from '../chaos.js';
import { CallbackOutbox } from './callback-outbox.js';
import { WebhookFailure, Webhooks } from './webhooks.js';

const authToken = '12345';
const directory = mkdtempSync(join(tmpdir(), 'voice-node-webhooks-'));
const journal = new Journal(directory, () => undefined);
const received: { url: string; signature: string; token: string; parameters: Record<string, string> }[] = [];
let server: Server;
let origin: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      received.push({
        url: request.url ?? '',
        signature: String(request.headers['x-twilio-signature']),
        token: String(request.headers['i-twilio-idempotency-token']),
        parameters: Object.fromEntries(new URLSearchParams(body)),
      });
      response.writeHead(request.url?.includes('broken') ? 500 : 200, { 'Content-Type': 'text/xml' });
      response.end(request.url?.includes('huge') ? 'x'.repeat(70_000) : '<Response/>');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => received.splice(0));

test('the provider SDK accepts the signature, with empty and accented values, and refuses a changed one', async () => {
  const parameters = { CallSid: 'CA1', Name: 'Zoë & co', Empty: '', From: '+15005550123' };
  await webhooks().request(`${origin}/voice?foo=1&bar=2`, 'POST', parameters);
  const [got] = received;
  expect(got?.parameters).toEqual(parameters);
  expect(twilio.validateRequest(authToken, got?.signature ?? '', `${origin}${got?.url}`, parameters)).toBe(
    true,
  );
  expect(
    twilio.validateRequest(authToken, got?.signature ?? '', `${origin}${got?.url}`, {
      ...parameters,
      Empty: 'x',
    }),
  ).toBe(false);
});

test('GET carries its parameters in the signed address', async () => {
  await webhooks().request(`${origin}/voice?a=1`, 'GET', { CallSid: 'CA1' });
  expect(received[0]?.url).toBe('/voice?a=1&CallSid=CA1');
  expect(
    twilio.validateRequest(authToken, received[0]?.signature ?? '', `${origin}/voice?a=1&CallSid=CA1`, {}),
  ).toBe(true);
});

test('the signature is over the public address although another one is called', async () => {
  const settings = {
    accountSid: 'AC1',
    authToken,
    publicBase: 'https://support.example',
    internalBase: origin,
  };
  await new Webhooks(settings, journal).request('https://support.example/voice/inbound', 'POST', { A: 'b' });
  expect(received[0]?.url).toBe('/voice/inbound');
  expect(
    twilio.validateRequest(authToken, received[0]?.signature ?? '', 'https://support.example/voice/inbound', {
      A: 'b',
    }),
  ).toBe(true);
});

test('a bad status, too large a document and a closed door have their codes', async () => {
  await expect(webhooks().request(`${origin}/broken`, 'POST', {})).rejects.toMatchObject({ code: 11200 });
  expect(received).toHaveLength(1);
  await expect(webhooks().request(`${origin}/huge`, 'POST', {})).rejects.toMatchObject({ code: 11750 });
  const closed = webhooks().request('http://127.0.0.1:9', 'POST', {});
  await expect(closed).rejects.toBeInstanceOf(WebhookFailure);
});

test('a door that opens at the second knock is entered once, under the same idempotency token', async () => {
  const real = globalThis.fetch;
  const tokens: string[] = [];
  globalThis.fetch = (input, init) => {
    tokens.push(new Headers(init?.headers).get('I-Twilio-Idempotency-Token') ?? '');
    if (tokens.length === 1)
      return Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }));
    return real(input, init);
  };
  try {
    await webhooks().request(`${origin}/voice`, 'POST', {});
  } finally {
    globalThis.fetch = real;
  }
  expect(received).toHaveLength(1);
  expect(tokens).toEqual([received[0]?.token, received[0]?.token]);
});

test('how long each answer was awaited is kept, without the numbers in its address', async () => {
  await webhooks().request(`${origin}/voice/menu/CA7?from=%2B33612345678`, 'POST', {});
  journal.flush();
  const lines = readFileSync(join(directory, 'journal.jsonl'), 'utf8').trim().split('\n');
  expect(JSON.parse(lines.at(-1) ?? '')).toEqual({
    ...{ at: expect.any(String), event: 'webhook answered' },
    ...{ path: '/voice/menu/CA7', status: 200, ms: expect.any(Number) },
  });
});

test('the chaos switches swallow, double and reverse callbacks', () => {
  const sent: (string | undefined)[] = [];
  const spy = {
    request: (_url: string, _method: string, { n }: Record<string, string>) => {
      sent.push(n);
      return Promise.resolve({ status: 200, contentType: '', body: '' });
    },
  };
  const switches = new ChaosSwitches();
  const outbox = new CallbackOutbox(spy as never, journal, switches);
  switches.set({ duplicate: true, reorder: 2, drop: 1 });
  for (const n of ['1', '2', '3']) outbox.send({ url: `${origin}/cb`, method: 'POST', parameters: { n } });
  expect(sent).toEqual(['3', '3', '2', '2']);
  outbox.send({ url: `${origin}/cb`, method: 'POST', parameters: { n: 'alone' } });
  outbox.close();
  expect(sent.slice(4)).toEqual(['alone', 'alone']);
});

test('a callback is underway until every copy of it was answered, and one that was dropped never is', async () => {
  const answers: (() => void)[] = [];
  const spy = { request: () => new Promise<void>((resolve) => answers.push(resolve)) };
  const switches = new ChaosSwitches();
  const outbox = new CallbackOutbox(spy as never, journal, switches);
  const send = () => outbox.send({ url: `${origin}/cb`, method: 'POST', parameters: {} });
  switches.set({ drop: 1, duplicate: true });
  send();
  expect(outbox.underway.size).toBe(0);
  send();
  const left: number[] = [];
  for (const answer of answers) {
    left.push(outbox.underway.size);
    answer();
    await new Promise(setImmediate);
  }
  expect([...left, outbox.underway.size]).toEqual([1, 1, 0]);
});

const webhooks = () => new Webhooks({ accountSid: 'AC1', authToken }, journal);
