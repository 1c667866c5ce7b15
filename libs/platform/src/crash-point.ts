/** Named places where a fault run may kill the process, to prove that nothing is lost or doubled there. */
import { crashSetting } from './config.crash.js';

const counts = new Map<string, number>();

/** Does nothing unless `GUICHET_CRASH_AT=name[:nth]` (or the file it points to) names this point; then the process dies as by SIGKILL. */
export function crashPoint(name: CrashPoint): void {
  const setting = crashSetting();
  if (setting?.name !== name) return;
  const count = (counts.get(name) ?? 0) + 1;
  counts.set(name, count);
  if (count === setting.nth) process.kill(process.pid, 'SIGKILL');
}

export type CrashPoint =
  | 'after-fetch'
  | 'after-parse'
  | 'after-insert'
  | 'after-commit-before-ack'
  | 'after-smtp-250-before-mark'
  | 'during-offer'
  | 'before-carrier'
  /** The carrier did as it was asked, and nothing of its answer is written down. */
  | 'carrier-answered'
  | 'after-carrier'
  | 'after-carrier-job';
