/** Asks a clamd about a file, in pieces over its INSTREAM command; one that is away holds nobody up. */
import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { AttachmentScan, UnscannedWhy } from '@lib/contracts';
import type { Clock } from './clock.js';

const CONNECT_MS = 2_000;
const SCAN_MS = 30_000;
const CHUNK = 64 * 1024;
const MAX_ANSWER = 4_096;
/** One that could not be reached is left alone so long: every file would wait for it. */
const PAUSE_MS = 30_000;

export class VirusScanner {
  private awayUntil = 0;

  /** `url`: `tcp://host:port` or `unix:/path`; undefined: nothing is looked at, and that is what is said. */
  constructor(
    private readonly url: string | undefined,
    private readonly clock: Pick<Clock, 'now'>,
    private readonly limits: { connectMs: number; scanMs: number } = {
      connectMs: CONNECT_MS,
      scanMs: SCAN_MS,
    },
  ) {}

  /** `open` is called only when somebody will read; what it gives is closed here. Never throws. */
  async scan(open: () => Readable): Promise<AttachmentScan> {
    if (this.url === undefined) return unscanned('off');
    if (this.clock.now().getTime() < this.awayUntil) return unscanned('away');
    const socket = await reached(placeOf(this.url), this.limits.connectMs).catch(() => null);
    if (!socket) {
      this.awayUntil = this.clock.now().getTime() + PAUSE_MS;
      return unscanned('away');
    }
    const content = open();
    const timer = setTimeout(() => socket.destroy(new TooLate()), this.limits.scanMs);
    try {
      return verdictIn(await ask(socket, content));
    } catch (error) {
      return unscanned(error instanceof TooLate ? 'too-late' : 'cut');
    } finally {
      clearTimeout(timer);
      content.destroy();
      socket.destroy();
    }
  }
}

class TooLate extends Error {}

type Place = { path: string } | { host: string; port: number };

export function placeOf(url: string): Place {
  if (url.startsWith('unix:')) return { path: url.slice('unix:'.length).replace(/^\/\/(?=\/)/, '') };
  const { hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) };
}

function reached(place: Place, withinMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(place);
    const timer = setTimeout(() => socket.destroy(new Error('not reached')), withinMs);
    socket.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });
}

/** Null-terminated both ways (`z`), each piece behind its length, the last of length none. */
async function ask(socket: Socket, content: Readable): Promise<string> {
  const answer = answerOf(socket);
  // What fails while we write is told by the answer; nobody else waits for it yet.
  answer.catch(() => undefined);
  socket.write('zINSTREAM\0');
  for await (const piece of content)
    for (let at = 0; at < (piece as Buffer).length; at += CHUNK) {
      // It may have answered already, as it does when the file is too large for it.
      if (socket.destroyed || socket.readableEnded) return answer;
      const chunk = (piece as Buffer).subarray(at, at + CHUNK);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(chunk.length);
      socket.write(length);
      if (!socket.write(chunk)) await Promise.race([drained(socket), answer.then(() => undefined)]);
    }
  socket.write(Buffer.alloc(4));
  return answer;
}

function answerOf(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    socket.on('data', (piece: Buffer) => {
      said += piece.toString('utf8');
      if (said.includes('\0') || said.length > MAX_ANSWER) resolve(said.split('\0')[0]?.trim() ?? '');
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('it hung up')));
  });
}

const drained = (socket: Socket): Promise<void> => new Promise((done) => socket.once('drain', done));

/** `stream: OK`, `stream: Win.Test.EICAR_HDB-1 FOUND`, `INSTREAM size limit exceeded. ERROR`. */
function verdictIn(said: string): AttachmentScan {
  const found = /^stream: (.+) FOUND$/.exec(said)?.[1];
  if (found) return { verdict: 'infected', detail: found.replace(/[\p{C}\s]+/gu, ' ').slice(0, 200) };
  if (/^stream: OK$/.test(said)) return { verdict: 'clean', detail: null };
  return unscanned(/size limit exceeded/i.test(said) ? 'too-large' : 'refused');
}

const unscanned = (why: UnscannedWhy): AttachmentScan => ({
  verdict: 'unscanned',
  detail: why,
});
