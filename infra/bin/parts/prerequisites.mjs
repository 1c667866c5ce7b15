/** What must be true before anything else can run: a Node that is new enough, and the packages of package-lock.json. */
import { existsSync } from 'node:fs';
import { inRoot } from './root.mjs';

export function assertNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  stop(
    `Node ${process.versions.node} is too old.`,
    'Guichet needs Node 20.19 or newer (22 or 24 are better): https://nodejs.org',
  );
}

export function assertInstalled() {
  if (existsSync(inRoot('node_modules', 'pg'))) return;
  stop('The packages are not installed.', 'Run: npm ci');
}

export function stop(message, hint) {
  console.error(`\n${message}\n${hint}\n`);
  process.exit(1);
}
