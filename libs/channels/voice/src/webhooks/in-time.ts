/** A caller hears silence while we think: an answer comes within the budget, or the fallback does. */
import { logger, within } from '@lib/platform';

const log = logger('voice');
/** The carrier waits 15 s; a caller should not. */
export const answerBudgetMs = 1_500;

export async function inTime<T>(
  work: () => Promise<T>,
  fallback: (error: unknown) => Promise<T> | T,
): Promise<T> {
  try {
    return await within(work(), answerBudgetMs, () => {
      throw new Error(`no answer within ${answerBudgetMs} ms`);
    });
  } catch (error) {
    log.warn({ err: error }, 'answered without the database');
    return await fallback(error);
  }
}
