/** A limit on how long somebody waits for an answer that may never come. */

/**
 * What `work` answers, or fails with, within `ms` milliseconds; else what `late` answers, or throws. Work that is late goes on
 * unheard: a failure of it harms nobody any more.
 */
export async function within<T, L = never>(work: Promise<T>, ms: number, late: () => L): Promise<T | L> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<L>((resolve, reject) => {
    timer = setTimeout(() => {
      try {
        resolve(late());
      } catch (error) {
        reject(error as Error);
      }
    }, ms);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
