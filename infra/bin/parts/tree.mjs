/** Lists source files and sums them up in one hash, so that a build runs only when something changed. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { inRoot, root } from './root.mjs';

const SKIP = new Set(['node_modules', 'dist', '.git', '.guichet', '.cache', 'coverage']);

/** Paths relative to the repository, sorted; a path that is a file stands for itself. */
export function listFiles(...places) {
  return places
    .flatMap((place) => walk(inRoot(place)))
    .map((path) => relative(root, path))
    .sort();
}

export function hashFiles(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(inRoot(file)))
      .update('\0');
  return hash.digest('hex');
}

function walk(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !SKIP.has(entry.name))
    .flatMap((entry) =>
      entry.isDirectory() ? walk(join(path, entry.name)) : entry.isFile() ? [join(path, entry.name)] : [],
    );
}
