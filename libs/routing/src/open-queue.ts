/** Which queue takes a piece of work: the one it was meant for, or the default queue when that one has been archived meanwhile. */
import type { Tx } from '@lib/database';

/** The lock makes an archiving wait for what is being placed, and what is placed after it see that the queue is archived. */
export async function openQueue(tx: Tx, queueId: string): Promise<string> {
  const [open] = await tx.query(
    `SELECT 1 FROM routing.queue WHERE id = $1 AND archived_at IS NULL FOR KEY SHARE`,
    [queueId],
  );
  if (open) return queueId;
  const [first] = await tx.query<{ id: string }>(`SELECT id FROM routing.queue WHERE is_default LIMIT 1`);
  return first?.id ?? queueId;
}
