/** Tells one process from a later one that got the same number, so that a stale lock is never taken for a live owner. */
import { readFileSync } from 'node:fs';

/** A name no other process of this machine ever had, or undefined when the process is gone. */
export function processMark(pid: number): string | undefined {
  if (process.platform !== 'linux') return isAlive(pid) ? String(pid) : undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return undefined;
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${bootId}:${pid}:${rest[18]}`; // field 22 of the line: ticks since boot at which it began
  } catch {
    return undefined;
  }
}

export function isRunning(pid: number): boolean {
  return processMark(pid) !== undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
