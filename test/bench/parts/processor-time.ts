/** Processor time by process and thread, so that a figure means the same on a busy machine; read where Linux shows it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const TICKS_PER_SECOND = 100;

/** Microseconds used so far. */
export interface ProcessCpu {
  mainThread: number;
  /** Readers of mail, files, compiler. */
  otherThreads: number;
}

/** Microseconds used so far by all processes of the server whose cluster this is, also those that ended. Null elsewhere than on Linux. */
export function databaseCpuUs(cluster: string): number | null {
  try {
    const ended = fieldsOf(`/proc/${postmasterOf(cluster)}/stat`).slice(13, 15);
    const alive = databasePids(cluster).map((pid) => usedBy(`/proc/${pid}/stat`));
    return alive.reduce((sum, us) => sum + us, microseconds(ended));
  } catch {
    return null;
  }
}

/** Of a running process and its threads that still are. Null elsewhere than on Linux. */
export function processCpuUs(pid: number): ProcessCpu | null {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const used = (tid: string): number => usedBy(`/proc/${pid}/task/${tid}/stat`);
    return {
      mainThread: used(String(pid)),
      otherThreads: threads.reduce((sum, tid) => sum + (tid === String(pid) ? 0 : used(tid)), 0),
    };
  } catch {
    return null;
  }
}

/** Megabytes in memory of these processes, each page that several share counted once. Null elsewhere than on Linux. */
export function memoryMb(pids: string[]): number | null {
  try {
    const kb = pids.map((pid) =>
      Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0),
    );
    return kb.reduce((sum, one) => sum + one, 0) / 1_024;
  } catch {
    return null;
  }
}

/** The server's own processes. Throws elsewhere than on Linux. */
export function databasePids(cluster: string): string[] {
  const postmaster = postmasterOf(cluster);
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isChild(name, postmaster));
}

function postmasterOf(cluster: string): string {
  return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0] ?? '';
}

function isChild(pid: string, parent: string): boolean {
  return fieldsOf(`/proc/${pid}/stat`)[1] === parent;
}

function usedBy(stat: string): number {
  return microseconds(fieldsOf(stat).slice(11, 13));
}

function microseconds(ticks: string[]): number {
  return (ticks.reduce((sum, one) => sum + Number(one), 0) * 1_000_000) / TICKS_PER_SECOND;
}

/** From the state on; none of what ended meanwhile. */
function fieldsOf(stat: string): string[] {
  try {
    const text = readFileSync(stat, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
