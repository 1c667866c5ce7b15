/** Waits until something is so, and says what never was. */
import { setTimeout as pause } from 'node:timers/promises';

export async function until<T>(
  look: () => T | Promise<T>,
  patienceMs: number,
  everyMs = 10,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen as NonNullable<T>;
    if (Date.now() > deadline) throw new Error(`not so within ${patienceMs} ms: ${String(look)}`);
    await pause(everyMs);
  }
}
