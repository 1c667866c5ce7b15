/** The embedded carrier's process, forked before anything large is loaded; it waits for its settings. Knows no room. */
import { fork, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';

/** A third less memory; frames of sound are short-lived and small. */
const SMALL = ['--max-semi-space-size=1', '--optimize-for-size', '--v8-pool-size=1'];

let warm: ChildProcess | undefined;

/** Only a guess from the bare environment: the settings are read and checked later, and who is not needed ends with us. */
export function warmUpCarrier(): void {
  const { VOICE_CARRIER = '', VOICE_NODE_URL = '' } = process.env;
  if (['', 'embedded'].includes(VOICE_CARRIER) && VOICE_NODE_URL === '') warm = forkCarrier();
}

/** The one that waits, or a new one. */
export function takeCarrier(): ChildProcess {
  const child = warm?.connected ? warm : forkCarrier();
  warm = undefined;
  return child;
}

function forkCarrier(): ChildProcess {
  return fork(resolve(import.meta.dirname, '../voice-node/main.js'), [], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: SMALL,
  });
}
