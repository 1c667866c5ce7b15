/** Content-addressed files on disk: bytes are safe (fsync, rename) before any row names them. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import { newId } from './clock.js';
import { CONFIG, type Config } from './config.js';

export interface StoredFile {
  sha256: string;
  size: number;
}

const SMALL = 256 * 1024;

@Injectable()
export class FileStore {
  private readonly root: string;
  private ready: Promise<unknown> | undefined;

  constructor(@Inject(CONFIG) config: Config) {
    this.root = resolve(config.GUICHET_DATA_DIR, 'files');
  }

  async put(bytes: Buffer | Readable): Promise<StoredFile> {
    await (this.ready ??= mkdir(join(this.root, 'tmp'), { recursive: true, mode: 0o700 }));
    const temporary = join(this.root, 'tmp', newId());
    try {
      const source = Buffer.isBuffer(bytes) ? bytes : await wholeIfSmall(bytes);
      const stored = Buffer.isBuffer(source)
        ? await this.writeBuffer(source, temporary)
        : await this.writeStream(source, temporary);
      await this.move(temporary, stored.sha256);
      return stored;
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  read(sha256: string): Promise<Buffer> {
    return readFile(this.path(sha256));
  }

  open(sha256: string): Readable {
    return createReadStream(this.path(sha256));
  }

  /** Where the bytes lie, for a reader in another thread; to read only. */
  locate(sha256: string): string {
    return this.path(sha256);
  }

  async has(sha256: string): Promise<boolean> {
    return stat(this.path(sha256)).then(
      () => true,
      () => false,
    );
  }

  /** Its folder is there, but for the first file of each. */
  private async move(temporary: string, sha256: string): Promise<void> {
    const target = this.path(sha256);
    const folder = dirname(target);
    try {
      await rename(temporary, target);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await rename(temporary, target);
      await syncFolder(this.root);
    }
    await syncFolder(folder);
  }

  private async writeBuffer(bytes: Buffer, path: string): Promise<StoredFile> {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.datasync();
    } finally {
      await file.close();
    }
    return { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
  }

  private async writeStream(bytes: Readable, path: string): Promise<StoredFile> {
    const hash = createHash('sha256');
    let size = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        size += chunk.length;
        done(null, chunk);
      },
    });
    await pipeline(bytes, measure, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }));
    return { sha256: hash.digest('hex'), size };
  }

  /** Only a hex digest ever becomes a path, so no name from outside can. */
  private path(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('not a sha256');
    return join(this.root, sha256.slice(0, 2), sha256);
  }
}

/** A name outlives a power cut only once its folder is on disk too: the bytes alone are not enough (fsync(2)). */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** What is small is written at once: the machinery of a stream costs more than a letter. The rest stays a stream, from its beginning. */
async function wholeIfSmall(stream: Readable): Promise<Buffer | Readable> {
  const chunks: Buffer[] = [];
  let size = 0;
  const rest = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  for (let next = await rest.next(); !next.done; next = await rest.next()) {
    chunks.push(next.value);
    size += next.value.length;
    if (size > SMALL) return Readable.from(continued(chunks, rest), { objectMode: false });
  }
  return Buffer.concat(chunks);
}

async function* continued(begun: Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* begun.splice(0);
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
