/** Waits until something is so, and says what never was. */
import { setTimeout as pause } from 'node:timers/promises';

/** Nothing is promised by it: on whatever machine, the limit only turns a hang into a failure with a name. */
const PATIENCE_MS = 30_000;

export async function until<T>(
  look: () => T | Promise<T>,
  patienceMs = PATIENCE_MS,
  everyMs = 10,
): Promise<Exclude<NonNullable<T>, false>> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen as Exclude<NonNullable<T>, false>;
    if (Date.now() > deadline) throw new Error(`not so within ${patienceMs} ms: ${String(look)}`);
    await pause(everyMs);
  }
}
