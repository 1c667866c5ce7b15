/** Recordings on disk, each under an id of its own: unlike files that are found by their content, they can be deleted for good. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import { newId } from './clock.js';
import { CONFIG, type Config } from './config.js';
import { syncFolder, type StoredFile } from './file-store.js';

@Injectable()
export class RecordingStore {
  private readonly root: string;

  constructor(@Inject(CONFIG) config: Config) {
    this.root = resolve(config.GUICHET_DATA_DIR, 'recordings');
  }

  /** Whole on disk before it bears its name; put again, it takes the place of what was there. Throws above `largest` bytes. */
  async put(id: string, sound: Readable, largest: number): Promise<StoredFile> {
    await mkdir(this.root, { recursive: true, mode: 0o700 });
    const temporary = join(this.root, `${newId()}.part`);
    const hash = createHash('sha256');
    let size = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        size += chunk.length;
        done(size > largest ? new Error(`a recording of more than ${largest} bytes`) : null, chunk);
      },
    });
    try {
      await pipeline(sound, measure, createWriteStream(temporary, { flags: 'wx', mode: 0o600, flush: true }));
      await rename(temporary, this.path(id));
      await syncFolder(this.root);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    return { sha256: hash.digest('hex'), size };
  }

  /** `range`: first and last byte, both included. */
  open(id: string, range?: { start: number; end: number }): Readable {
    return createReadStream(this.path(id), range);
  }

  has(id: string): Promise<boolean> {
    return stat(this.path(id)).then(
      () => true,
      () => false,
    );
  }

  /** What is not there is no error: it is gone. */
  async remove(id: string): Promise<void> {
    await rm(this.path(id), { force: true });
  }

  /** Only an id ever becomes a path, so no name from outside can. */
  private path(id: string): string {
    if (!/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(id)) throw new Error('not an id');
    return join(this.root, `${id}.wav`);
  }
}
