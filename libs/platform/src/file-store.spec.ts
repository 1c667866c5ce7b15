/** Files by their content: whatever way the bytes come, the same bytes are one file, and half a file is none. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { loadConfig } from './config.js';
import { FileStore } from './file-store.js';

const folder = mkdtempSync(join(tmpdir(), 'guichet-files-'));
const store = new FileStore(loadConfig({ GUICHET_DATA_DIR: folder }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function inPieces(bytes: Buffer, piece: number): Readable {
  return Readable.from(
    Array.from({ length: Math.ceil(bytes.length / piece) }, (_, at) =>
      bytes.subarray(at * piece, (at + 1) * piece),
    ),
    { objectMode: false },
  );
}

test.each([
  ['nothing', 0],
  ['a letter', 9_000],
  ['as much as is written at once', 256 * 1024],
  ['a byte more', 256 * 1024 + 1],
  ['a large file', 3_000_000],
])('%s is kept whole, at once or in pieces', async (_what, size) => {
  const bytes = randomBytes(size);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(await store.put(bytes)).toEqual({ sha256, size });
  rmSync(store.locate(sha256));
  expect(await store.put(inPieces(bytes, 60_000))).toEqual({ sha256, size });
  expect((await store.read(sha256)).equals(bytes)).toBe(true);
});

test.each([10_000, 600_000])('a stream that breaks after %i bytes leaves nothing behind', async (size) => {
  const broken = new Readable({ read: () => undefined });
  broken.push(randomBytes(size));
  setImmediate(() => broken.destroy(new Error('the line went dead')));
  await expect(store.put(broken)).rejects.toThrow('the line went dead');
  expect(readdirSync(join(folder, 'files', 'tmp'))).toEqual([]);
});

test('a folder that was taken away is made again', async () => {
  const { sha256 } = await store.put(Buffer.from('first'));
  rmSync(join(store.locate(sha256), '..'), { recursive: true });
  await store.put(Buffer.from('first'));
  expect(existsSync(store.locate(sha256))).toBe(true);
});
