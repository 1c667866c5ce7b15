/** Which queue takes a piece of work: the one it was meant for, or the default queue when that one has been archived meanwhile. */
import type { Tx } from '@lib/database';

/** The lock makes an archiving wait for what is being placed, and what is placed after it see that the queue is archived. */
export async function openQueue(tx: Tx, queueId: string): Promise<string> {
  const [open] = await tx.each(
    `SELECT given.place FROM json_to_recordset($1::json) AS given(place integer, "queueId" uuid)
     JOIN routing.queue ON queue.id = given."queueId" AND queue.archived_at IS NULL FOR KEY SHARE OF queue`,
    { queueId },
  );
  if (open) return queueId;
  const [first] = await tx.query<{ id: string }>(`SELECT id FROM routing.queue WHERE is_default LIMIT 1`);
  return first?.id ?? queueId;
}
