/** Takes the content of one attachment off the parser: hashed on the way, small ones kept in memory, large ones spooled to disk. */
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

const KEEP_IN_MEMORY = 256 * 1024;

export interface PartContent {
  sha256: string;
  size: number;
  bytes?: Uint8Array;
  spool?: string;
}

/** Without a spool folder everything stays in memory. */
export async function takeContent(content: Readable, spoolDir: string | null): Promise<PartContent> {
  const hash = createHash('sha256');
  const chunks: Buffer[] = [];
  let size = 0;
  let spool: { path: string; file: WriteStream } | null = null;
  try {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      hash.update(chunk);
      size += chunk.length;
      if (!spool && spoolDir && size > KEEP_IN_MEMORY) {
        spool = openSpool(spoolDir);
        await write(spool.file, Buffer.concat(chunks.splice(0)));
      }
      if (spool) await write(spool.file, chunk);
      else chunks.push(chunk);
    }
    if (spool) await close(spool.file);
  } catch (error) {
    if (spool) await rm(spool.path, { force: true });
    throw error;
  }
  const sha256 = hash.digest('hex');
  return spool ? { sha256, size, spool: spool.path } : { sha256, size, bytes: Buffer.concat(chunks) };
}

function openSpool(dir: string): { path: string; file: WriteStream } {
  const path = join(dir, randomUUID());
  return { path, file: createWriteStream(path, { flags: 'wx', mode: 0o600 }) };
}

async function write(file: WriteStream, chunk: Buffer): Promise<void> {
  if (!file.write(chunk)) await once(file, 'drain');
}

async function close(file: WriteStream): Promise<void> {
  file.end();
  await once(file, 'close');
}
