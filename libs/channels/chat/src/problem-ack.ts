/** Every socket handler runs in here: whatever comes in or breaks, the answer is an ack and the process lives. */
import type { Ack } from '@lib/contracts';
import { toProblemDetails } from '@lib/platform';

export async function acknowledged<T extends object>(work: () => Promise<T> | T): Promise<Ack<T>> {
  try {
    return { ok: true, ...(await work()) };
  } catch (error) {
    return { ok: false, problem: toProblemDetails(error) };
  }
}
