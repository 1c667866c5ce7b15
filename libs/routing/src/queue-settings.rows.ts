/** A queue's settings as they are stored: read with its members, written as one row. */
import type { QueueSettings, QueueSettingsView } from '@lib/contracts';
import type { Database, Tx } from '@lib/database';

type Row = Omit<QueueSettingsView, 'archivedAt'> & { archivedAt: Date | null };

const READ = `
  SELECT queue.id, queue.name, queue.level, queue.answer_within_seconds AS "answerWithinSeconds", queue.reopen_days AS "reopenDays", queue.strategy, queue.rings, queue.steps,
         queue.overflow, queue.callback, queue.is_default AS "isDefault", queue.version, queue.archived_at AS "archivedAt",
         coalesce((SELECT jsonb_agg(membership.agent_id ORDER BY agent.name, agent.id) FROM agents.membership
                   JOIN agents.agent ON agent.id = membership.agent_id AND agent.disabled_at IS NULL
                   WHERE membership.queue_id = queue.id), '[]') AS "memberIds"
  FROM routing.queue`;

export async function readQueues(reader: Pick<Tx | Database, 'query'>): Promise<QueueSettingsView[]> {
  const rows = await reader.query<Row>(
    `${READ} WHERE queue.archived_at IS NULL ORDER BY queue.name, queue.id`,
  );
  return rows.map(viewOf);
}

export async function readQueue(
  reader: Pick<Tx | Database, 'query'>,
  id: string,
): Promise<QueueSettingsView | null> {
  const [row] = await reader.query<Row>(`${READ} WHERE queue.id = $1`, [id]);
  return row ? viewOf(row) : null;
}

/** Makes the queue when it is not there; its members are not touched. */
export async function writeQueue(tx: Tx, id: string, settings: QueueSettings): Promise<void> {
  await tx.query(
    `INSERT INTO routing.queue (id, name, level, answer_within_seconds, reopen_days, strategy, rings, steps, overflow, callback)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, level = excluded.level,
       answer_within_seconds = excluded.answer_within_seconds, reopen_days = excluded.reopen_days, strategy = excluded.strategy, rings = excluded.rings,
       steps = excluded.steps, overflow = excluded.overflow, callback = excluded.callback, version = queue.version + 1`,
    [
      id,
      settings.name,
      settings.level,
      settings.answerWithinSeconds,
      settings.reopenDays,
      settings.strategy,
      JSON.stringify(settings.rings),
      settings.steps ? JSON.stringify(settings.steps) : null,
      JSON.stringify(settings.overflow),
      settings.callback ? JSON.stringify(settings.callback) : null,
    ],
  );
}

/** What the record keeps of it, and what an undo would send back. */
export function settingsOf({
  name,
  level,
  answerWithinSeconds,
  reopenDays,
  strategy,
  rings,
  steps,
  overflow,
  callback,
  memberIds,
}: QueueSettings): QueueSettings {
  return {
    name,
    level,
    answerWithinSeconds,
    reopenDays,
    strategy,
    rings,
    steps,
    overflow,
    callback,
    memberIds,
  };
}

function viewOf({ archivedAt, ...row }: Row): QueueSettingsView {
  return { ...row, archivedAt: archivedAt?.toISOString() ?? null };
}
