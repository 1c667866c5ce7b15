/** Who set what of a mailbox: written in the transaction of the change, read beside the settings. Secrets are not in it. */
import type { SettingsAct, SettingsChanges } from '@lib/contracts';
import type { Database, Tx } from '@lib/database';
import { newId, type Principal } from '@lib/platform';

const SHOWN = 50;

type Values = Record<string, unknown>;

interface Change {
  id: string;
  what: SettingsAct;
  before: Values;
  after: Values;
}

export async function writeChange(
  tx: Tx,
  { agentId }: Principal,
  { id, what, before, after }: Change,
): Promise<void> {
  await tx.query(
    `INSERT INTO email.mailbox_change (id, mailbox_id, what, by_id, before, after) VALUES ($1, $2, $3, $4, $5, $6)`,
    [newId(), id, what, agentId, JSON.stringify(before), JSON.stringify(after)],
  );
}

export async function readChanges(database: Database, mailboxId: string): Promise<SettingsChanges> {
  const rows = await database.query<Change & { at: Date; by: { id: string; name: string } }>(
    `SELECT change.id, change.at, change.what, change.before, change.after,
       jsonb_build_object('id', change.by_id, 'name', coalesce(agent.name, '')) AS by
     FROM email.mailbox_change AS change LEFT JOIN agents.agent ON agent.id = change.by_id
     WHERE change.mailbox_id = $1 ORDER BY change.at DESC, change.id DESC LIMIT ${SHOWN}`,
    [mailboxId],
  );
  return {
    items: rows.map(({ at, before, after, ...row }) => ({
      ...row,
      at: at.toISOString(),
      changed: [...new Set([...Object.keys(before), ...Object.keys(after)])]
        .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
        .map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null })),
    })),
  };
}
