/** The readers' limits: whatever one mail does to its thread, the others are read. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ParsePool, UnreadableMail } from './parse-pool.js';

/** A worker that does what its order's path says. */
const script = `
import { parentPort } from 'node:worker_threads';
parentPort.on('message', ({ id, path }) => {
  const read = (htmlFollows) => parentPort.postMessage({ id, kind: 'read', mail: { subject: path, html: null, attachedMails: [] }, htmlFollows });
  if (path === 'hang') for (;;);
  if (path.startsWith('busy')) for (const end = Date.now() + Number(path.slice(4)); Date.now() < end; );
  if (path === 'die') process.exit(3);
  if (path === 'eat') { const eaten = []; for (;;) eaten.push(new Array(100_000).fill(Math.random())); }
  if (path === 'refuse') return parentPort.postMessage({ id, kind: 'failed', reason: 'too odd' });
  if (path === 'slow-html') { read(true); setTimeout(() => { for (;;); }, 20); return; }
  if (path === 'html') { read(true); return parentPort.postMessage({ id, kind: 'html', html: '<p>safe</p>', attachedHtml: [] }); }
  read(false);
});
parentPort.postMessage({ kind: 'ready' });`;

/** One whose code takes longer to load than any mail may take to be read. */
const slowToLoad = (trace: string) => `
import { writeFileSync } from 'node:fs';
await new Promise((loaded) => setTimeout(loaded, 700));
writeFileSync(${JSON.stringify(trace)}, 'loaded');
${script}`;

const folder = mkdtempSync(join(tmpdir(), 'guichet-pool-'));
const workerFile = pathToFileURL(join(folder, 'worker.mjs'));
let pool: ParsePool;

beforeAll(() => writeFileSync(workerFile, script));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  pool = new ParsePool({ workerFile, spoolDir: folder, threads: 1, heapMb: 32, baseMs: 1_500, htmlMs: 300 });
});
afterEach(() => pool.close());

const read = (path: string) => pool.read(path, 1_000, null);

test.each([
  ['hang', /not read within 1500 ms/, 1_500],
  // Patient, so that on a busy machine it is not for the time it takes.
  ['die', /ended with 3/, 60_000],
  ['eat', /memory/i, 60_000],
  ['refuse', /too odd/, 60_000],
])(
  'a mail that makes its reader %s is unreadable, and the next one is read',
  async (path, reason, baseMs) => {
    const one = new ParsePool({
      workerFile,
      spoolDir: folder,
      threads: 1,
      heapMb: 32,
      baseMs,
      maxMs: baseMs,
    });
    const [bad, good] = await Promise.allSettled([path, 'plain'].map((what) => one.read(what, 1_000, null)));
    await one.close();
    expect(bad).toMatchObject({ status: 'rejected', reason: expect.any(UnreadableMail) });
    expect(String((bad as PromiseRejectedResult).reason)).toMatch(reason);
    expect(good).toMatchObject({ status: 'fulfilled', value: { subject: 'plain' } });
  },
);

test('what its reader takes to load is not held against a mail', async () => {
  const file = join(folder, 'slow.mjs');
  writeFileSync(file, slowToLoad(join(folder, 'for-a-mail')));
  const slow = new ParsePool({ workerFile: pathToFileURL(file), spoolDir: folder, threads: 1, baseMs: 300 });
  expect(await slow.read('plain', 1_000, null)).toMatchObject({ subject: 'plain' });
  await slow.close();
});

test('closed while its readers load, it ends them only once they have their code', async () => {
  const [file, trace] = [join(folder, 'closed.mjs'), join(folder, 'for-nobody')];
  writeFileSync(file, slowToLoad(trace));
  const slow = new ParsePool({ workerFile: pathToFileURL(file), spoolDir: folder, threads: 1 });
  void slow.warmUp();
  await slow.close();
  expect(existsSync(trace)).toBe(true);
});

test('HTML that cannot be made safe in time is left out, the text stays', async () => {
  expect(await read('slow-html')).toMatchObject({ subject: 'slow-html', html: null });
  expect(await read('html')).toMatchObject({ subject: 'html', html: '<p>safe</p>' });
});

test('while a mail holds a reader up, the shorter of those that wait comes first', async () => {
  const two = new ParsePool({ workerFile, spoolDir: folder, threads: 2, baseMs: 20_000 });
  const order: string[] = [];
  const note = async (path: string, size: number) => {
    await two.read(path, size, null);
    order.push(path);
  };
  const held = note('busy2000', 1);
  await Promise.all([note('busy500', 1), note('long', 5_000_000), note('short', 10)]);
  await held;
  await two.close();
  expect(order).toEqual(['busy500', 'short', 'long', 'busy2000']);
});

test('a closed pool answers nobody with silence', async () => {
  const waiting = [read('hang'), read('plain')].map((one) => one.catch((error: Error) => error.message));
  await pool.close();
  expect(await Promise.all(waiting)).toEqual(Array(2).fill('the parse pool is closed'));
});
