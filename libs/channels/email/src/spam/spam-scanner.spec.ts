/** An rspamd that answers, one that is slow, one that is gone, one that talks nonsense: mail goes on. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpamScanner } from './spam-scanner.js';

/** As rspamd documents it for /checkv2. */
const ANSWER = {
  is_skipped: false,
  score: 5.2,
  required_score: 15,
  action: 'add header',
  symbols: {
    DATE_IN_PAST: { name: 'DATE_IN_PAST', score: 0.1 },
    FORGED_SENDER: { name: 'FORGED_SENDER', score: 5.1, description: 'Sender is forged', options: ['a@b'] },
    RCVD_IN_DNSWL: { name: 'RCVD_IN_DNSWL', score: -3 },
  },
  'message-id': 'a@b',
};

const folder = mkdtempSync(join(tmpdir(), 'scan-'));
const path = join(folder, 'mail');
writeFileSync(path, 'Subject: x\r\n\r\nBody\r\n');
const mail = {
  ...{ path, size: 20 },
  envelope: {
    from: 'eve@spam.example',
    to: ['support@guichet.test'],
    remote: '::ffff:203.0.113.9',
    helo: 'x\r\ny',
  },
};
let now = 0;
const clock = { now: () => new Date(now) };
let server: Server;
let url = '';
let asked = 0;
let answer: (request: IncomingMessage, body: string, response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      asked += 1;
      answer(request, Buffer.concat(parts).toString(), response);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  asked = 0;
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

test('it is given the mail and what the door knows, and its gravest reasons are kept', async () => {
  let seen: { path?: string; body?: string; headers?: IncomingMessage['headers'] } = {};
  answer = (request, body, response) => {
    seen = { path: request.url, body, headers: request.headers };
    response.end(JSON.stringify(ANSWER));
  };
  expect(await new SpamScanner(url, clock).scan(mail)).toEqual({
    points: 5.2,
    reasons: [
      { what: 'rspamd: add header (5.2)', points: 5.2 },
      { what: 'FORGED_SENDER: Sender is forged', points: 5.1 },
      { what: 'DATE_IN_PAST', points: 0.1 },
    ],
  });
  expect(seen).toMatchObject({
    ...{ path: '/checkv2', body: 'Subject: x\r\n\r\nBody\r\n' },
    headers: { from: 'eve@spam.example', rcpt: 'support@guichet.test', ip: '203.0.113.9' },
  });
  // A name with a line end in it is nobody's.
  expect(seen.headers).not.toHaveProperty('helo');
});

test('what it would refuse is certain, whatever its number', async () => {
  answer = (_request, _body, response) => response.end(JSON.stringify({ ...ANSWER, action: 'reject' }));
  expect(await new SpamScanner(url, clock).scan(mail)).toMatchObject({ points: 10 });
});

test('one that was told to skip, and none at all, have no opinion', async () => {
  answer = (_request, _body, response) => response.end(JSON.stringify({ ...ANSWER, is_skipped: true }));
  expect(await new SpamScanner(url, clock).scan(mail)).toBeNull();
  expect(await new SpamScanner(undefined, clock).scan(mail)).toBeNull();
});

test.each([
  ['nonsense', (response: ServerResponse) => response.end('<html>')],
  ['a fault', (response: ServerResponse) => response.writeHead(500).end('{}')],
  ['a way to somewhere else', (response: ServerResponse) => response.writeHead(302, { location: url }).end()],
])('one that answers %s is away, and is left alone for half a minute', async (_what, say) => {
  answer = (_request, _body, response) => say(response);
  const scanner = new SpamScanner(url, clock);
  expect(await scanner.scan(mail)).toBe('away');
  expect(await scanner.scan(mail)).toBe('away');
  expect(asked).toBe(1);
  now += 31_000;
  await scanner.scan(mail);
  expect(asked).toBe(2);
});

test('one that says nothing is given up after two seconds', async () => {
  answer = () => undefined;
  expect(await new SpamScanner(url, clock).scan(mail)).toBe('away');
});
