/** The sound of a call on a socket of the account's own server, with a real socket and a clock turned by hand. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { toneLevel } from '../../../../test/fixtures/audio/goertzel.js';
import { FixtureCarrier } from '../twiml/carrier.fixture.js';
import { tone } from './frame-source.js';
import { decodeMuLaw, encodeMuLaw } from './mu-law.js';

interface Frame {
  event: string;
  sequenceNumber?: string;
  start?: { customParameters: Record<string, string>; tracks: string[] };
  media?: { track: string; payload: string };
  mark?: { name: string };
}

let server: WebSocketServer;
let url: string;
let socket: WebSocket;
let frames: Frame[];
let carrier: FixtureCarrier;

beforeEach(async () => {
  carrier = new FixtureCarrier();
  frames = [];
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/media`;
  server.on('connection', (each) => {
    socket = each;
    each.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString('utf8')) as Frame));
  });
});
afterEach(async () => {
  for (const client of server.clients) client.terminate();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

test('Start Stream carries what the party says, in the order and shape the provider documents', async () => {
  const line = carrier.plug('caller', 440);
  const call = carrier.callIn(
    line,
    `<Response><Start><Stream url="${url}" statusCallback="/told"><Parameter name="token" value="t-1"/></Stream></Start>
      <Pause length="9"/></Response>`,
  );
  await carrier.settle();
  await arrived(() => frames.length >= 2);
  await carrier.pass(1000);
  carrier.exchange.finish(call);
  await arrived(() => frames.at(-1)?.event === 'stop');
  expect(frames.map(({ event }) => event).filter((event) => event !== 'media')).toEqual([
    'connected',
    'start',
    'stop',
  ]);
  expect(frames[1]?.start).toMatchObject({ customParameters: { token: 't-1' }, tracks: ['inbound'] });
  const numbers = frames.slice(1).map(({ sequenceNumber }) => Number(sequenceNumber));
  expect(numbers).toEqual(numbers.map((_, at) => at + 1));
  const heard = frames.flatMap(({ media }) =>
    media ? [...decodeMuLaw(Buffer.from(media.payload, 'base64'))] : [],
  );
  expect(toneLevel(heard.slice(-4000), 440)).toBeGreaterThan(-20);
  expect(carrier.askedAt('http://account/told').map(({ StreamEvent }) => StreamEvent)).toEqual([
    'stream-started',
    'stream-stopped',
  ]);
});

test('Connect Stream lets the other end speak, tells marks when they were heard, and goes on when it closes', async () => {
  const line = carrier.plug('caller');
  carrier.callIn(
    line,
    `<Response><Connect><Stream url="${url}"/></Connect><Redirect>/after</Redirect></Response>`,
  );
  await carrier.settle();
  await arrived(() => frames.length >= 2);
  const payload = encodeMuLaw(tone([1000], 600)).toString('base64');
  socket.send(JSON.stringify({ event: 'media', media: { payload } }));
  socket.send(JSON.stringify({ event: 'mark', mark: { name: 'said' } }));
  socket.send('not a frame');
  await arrived(async () => {
    await carrier.pass(20);
    return toneLevel(line.heard.slice(-1600), 1000) > -25;
  });
  expect(frames.some(({ event }) => event === 'mark')).toBe(false);
  await carrier.pass(800);
  await arrived(() => frames.at(-1)?.event === 'mark' || frames.some(({ mark }) => mark?.name === 'said'));
  line.press('5');
  await arrived(() => frames.some(({ event }) => event === 'dtmf'));
  socket.close();
  await arrived(() => carrier.askedAt('http://account/after').length > 0);
});

test('clear forgets what was not played and tells its marks', async () => {
  const line = carrier.plug('caller');
  carrier.callIn(line, `<Response><Connect><Stream url="${url}"/></Connect></Response>`);
  await carrier.settle();
  await arrived(() => frames.length >= 2);
  const payload = encodeMuLaw(tone([1000], 5000)).toString('base64');
  for (const frame of [
    { event: 'media', media: { payload } },
    { event: 'mark', mark: { name: 'x' } },
    { event: 'clear' },
  ])
    socket.send(JSON.stringify(frame));
  await arrived(() => frames.some(({ mark }) => mark?.name === 'x'));
  await carrier.pass(500);
  expect(toneLevel(line.heard.slice(-1600), 1000)).toBeLessThan(-60);
});

test('a server that is not there is told as an error and the document goes on', async () => {
  await new Promise<void>((resolve) => server.close(() => resolve()));
  carrier.callIn(
    carrier.plug('caller'),
    `<Response><Connect><Stream url="${url}"/></Connect><Redirect>/after</Redirect></Response>`,
  );
  await carrier.settle();
  await arrived(() => carrier.askedAt('http://account/after').length > 0);
  expect(carrier.journal.warnings).toBe(1);
});

async function arrived(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it never came');
}
