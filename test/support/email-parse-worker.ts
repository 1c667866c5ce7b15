/** Compiles the files of a mail thread for a real worker: threads run outside Jest and need JavaScript. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from '@swc/core';

const root = resolve(import.meta.dirname, '../..');

export const builtParseWorker = (): URL => built('reading', 'parse-worker.js');
export const builtTrustWorker = (): URL => built('trust', 'trust-worker.js');

function built(folder: string, program: string): URL {
  const from = join(root, 'libs/channels/email/src', folder);
  const files = readdirSync(from).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
  const sources = files.map((name) => ({ name, code: readFileSync(join(from, name), 'utf8') }));
  const version = createHash('sha256').update(JSON.stringify(sources)).digest('hex').slice(0, 16);
  const to = join(root, '.cache', folder, version);
  if (!existsSync(to)) {
    const fresh = `${to}-${process.pid}`;
    mkdirSync(fresh, { recursive: true });
    writeFileSync(join(fresh, 'package.json'), '{"type":"module"}');
    for (const { name, code } of sources)
      writeFileSync(join(fresh, name.replace(/\.ts$/, '.js')), compiled(name, code));
    try {
      renameSync(fresh, to);
    } catch {
      // Another test process was first with the same version.
    }
  }
  return pathToFileURL(join(to, program));
}

function compiled(name: string, code: string): string {
  return transformSync(code, {
    filename: name,
    swcrc: false,
    module: { type: 'es6' },
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  }).code;
}
