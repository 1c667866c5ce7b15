/** What was pushed is read anew: a reading still under way may have left before it happened. */
import type { QueryClient, QueryKey } from '@tanstack/react-query';

/** Everything under the key that is on show is asked for afresh; a first reading too, which to invalidate alone would join. */
export async function readAgain(client: QueryClient, queryKey: QueryKey): Promise<void> {
  await client.cancelQueries({ queryKey });
  await client.invalidateQueries({ queryKey });
}
