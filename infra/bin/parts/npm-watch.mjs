/** Notices that the npm which started us was killed hard: it cannot say so, and we would run on, unseen, on its ports. */
import { readFileSync } from 'node:fs';

const WATCH_MS = 500;

export function whenNpmIsGone(act) {
  if (!process.env.npm_lifecycle_event) return; // started by hand: then outliving the shell may be what is wanted
  const before = lineage();
  setInterval(() => lineage() !== before && act(), WATCH_MS).unref();
}

/** npm starts scripts through a shell, which outlives it; so it is the shell's parent that counts. */
function lineage() {
  const parent = process.ppid;
  try {
    const stat = readFileSync(`/proc/${parent}/stat`, 'utf8');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    const grandparent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
    return /sh$/.test(name) ? `${parent} ${grandparent}` : `${parent}`;
  } catch {
    return `${parent}`; // only Linux has /proc
  }
}
