/** What a clamd says of a file, and what is said when it does not answer. */
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { placeOf, VirusScanner } from './virus-scanner.js';

/** The harmless file that every scanner takes for a virus, in two parts so that none takes this file for it. */
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');
const clock = { now: () => new Date('2026-04-02T09:00:00Z') };
const servers: Server[] = [];
const sockets: Socket[] = [];
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
});

type Act = (socket: Socket, content: Buffer) => void;
const judges: Act = (socket, content) =>
  socket.end(content.includes(EICAR) ? 'stream: Win.Test.EICAR_HDB-1 FOUND\0' : 'stream: OK\0');

/** A small clamd: reads the pieces to their end and then acts. */
async function clamd(act: Act, at: number | string = 0): Promise<string> {
  const server = createServer((socket) => {
    sockets.push(socket);
    let read = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (piece: Buffer) => {
      read = Buffer.concat([read, piece]);
      const content = contentOf(read);
      if (content) act(socket, content);
    });
  });
  servers.push(server);
  await new Promise<void>((done) =>
    typeof at === 'string' ? server.listen(at, done) : server.listen(at, '127.0.0.1', done),
  );
  return typeof at === 'string' ? `unix:${at}` : `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Null until the last piece, which is empty, has come. */
function contentOf(read: Buffer): Buffer | null {
  const command = 'zINSTREAM\0';
  if (read.length < command.length) return null;
  expect(read.subarray(0, command.length).toString()).toBe(command);
  const pieces: Buffer[] = [];
  for (let at = command.length; at + 4 <= read.length;) {
    const length = read.readUInt32BE(at);
    if (length === 0) return Buffer.concat(pieces);
    pieces.push(read.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return null;
}

const scanned = (
  url: string | undefined,
  content: string | Buffer,
  limits = { connectMs: 2_000, scanMs: 30_000 },
) => new VirusScanner(url, clock, limits).scan(() => Readable.from([Buffer.from(content)]));

test('a clean file is clean, and the one that every scanner knows is not', async () => {
  const url = await clamd(judges);
  expect(await scanned(url, 'Bonjour')).toEqual({ verdict: 'clean', detail: null });
  expect(await scanned(url, EICAR)).toEqual({ verdict: 'infected', detail: 'Win.Test.EICAR_HDB-1' });
});

test('a large file goes in pieces and arrives whole, also over a socket of this machine', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'clamd-'));
  const large = Buffer.concat([Buffer.alloc(3_000_000, 'x'), Buffer.from(EICAR)]);
  const lengths: number[] = [];
  const url = await clamd(
    (socket, content) => {
      lengths.push(content.length);
      judges(socket, content);
    },
    join(folder, 'clamd.ctl'),
  );
  expect(await scanned(url, large)).toMatchObject({ verdict: 'infected' });
  expect(lengths).toEqual([large.length]);
  rmSync(folder, { recursive: true });
});

test.each<[string, Act]>([
  ['too-large', (socket) => socket.end('INSTREAM size limit exceeded. ERROR\0')],
  ['refused', (socket) => socket.end('UNKNOWN COMMAND\0')],
  ['cut', (socket) => socket.destroy()],
])('not scanned, and why: %s', async (detail, act) => {
  expect(await scanned(await clamd(act), 'x')).toEqual({ verdict: 'unscanned', detail });
});

test('who thinks too long is not waited for', async () => {
  const url = await clamd(() => undefined);
  expect(await scanned(url, 'x', { connectMs: 2_000, scanMs: 50 })).toEqual({
    verdict: 'unscanned',
    detail: 'too-late',
  });
});

test('one that cannot be reached is left alone for a while; none at all is said as such', async () => {
  let now = clock.now().getTime();
  const scanner = new VirusScanner('tcp://127.0.0.1:1', { now: () => new Date(now) });
  let opened = 0;
  const scan = () =>
    scanner.scan(() => {
      opened += 1;
      return Readable.from(['x']);
    });
  expect(await scan()).toEqual({ verdict: 'unscanned', detail: 'away' });
  now += 1_000;
  expect(await scan()).toEqual({ verdict: 'unscanned', detail: 'away' });
  expect(opened).toBe(0);
  expect(await scanned(undefined, 'x')).toEqual({ verdict: 'unscanned', detail: 'off' });
});

test.each([
  ['unix:/run/clamd.ctl', { path: '/run/clamd.ctl' }],
  ['unix:///run/clamd.ctl', { path: '/run/clamd.ctl' }],
  ['tcp://[::1]:3310', { host: '::1', port: 3310 }],
  ['tcp://clamd:3310', { host: 'clamd', port: 3310 }],
])('%s is found', (url, place) => expect(placeOf(url)).toEqual(place));
