/** Processor time of the database's processes, so that a figure means the same on a busy machine; read where Linux shows it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const TICKS_PER_SECOND = 100;

/** Microseconds used so far by all processes of the server whose cluster this is; those that ended do not count. Null elsewhere than on Linux. */
export function databaseCpuUs(cluster: string): number | null {
  try {
    const postmaster = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0] ?? '';
    const ticks = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => ticksOf(pid, postmaster));
    return (ticks.reduce((sum, used) => sum + used, 0) * 1_000_000) / TICKS_PER_SECOND;
  } catch {
    return null;
  }
}

/** Of a child of `parent`; 0 of all others, and of what ended meanwhile. */
function ticksOf(pid: string, parent: string): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[1] === parent ? Number(fields[11]) + Number(fields[12]) : 0;
  } catch {
    return 0;
  }
}
