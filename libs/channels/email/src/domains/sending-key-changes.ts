/** Who did what to a signing key: written in the transaction of the act, read beside the domain. */
import type { SendingKeyAct, SendingKeyChange } from '@lib/contracts';
import type { Database, Tx } from '@lib/database';
import { newId, type Principal } from '@lib/platform';

/** Of each domain, the newest. */
const SHOWN = 20;

export async function writeKeyChange(
  tx: Tx,
  { agentId }: Principal,
  key: { id: string; domain: string; selector: string },
  what: SendingKeyAct,
  at: Date,
): Promise<void> {
  await tx.query(
    `INSERT INTO email.sending_key_change (id, domain, key_id, selector, what, by_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [newId(), key.domain, key.id, key.selector, what, agentId, at],
  );
}

export async function readKeyChanges(database: Database): Promise<Map<string, SendingKeyChange[]>> {
  const rows = await database.query<Omit<SendingKeyChange, 'at'> & { at: Date; domain: string }>(
    `SELECT change.id, change.domain, change.at, change.what, change.selector,
       jsonb_build_object('id', change.by_id, 'name', coalesce(agent.name, '')) AS by
     FROM (SELECT DISTINCT domain FROM email.sending_key_change) AS known,
       LATERAL (SELECT * FROM email.sending_key_change AS one WHERE one.domain = known.domain
         ORDER BY one.at DESC, one.id DESC LIMIT ${SHOWN}) AS change
     LEFT JOIN agents.agent ON agent.id = change.by_id
     ORDER BY change.domain, change.at DESC, change.id DESC`,
  );
  const found = new Map<string, SendingKeyChange[]>();
  for (const { domain, at, ...change } of rows)
    found.set(domain, [...(found.get(domain) ?? []), { ...change, at: at.toISOString() }]);
  return found;
}
