/** Signing keys as they are stored: one signs for a domain at a time; the private half is sealed for its own row. */
import type { KeyFinding, SendingKeyState } from '@lib/contracts';
import type { Database, Tx } from '@lib/database';
import type { Secrets } from '@lib/platform';

type Reader = Pick<Tx | Database, 'query'>;

export interface SendingKeyRecord {
  id: string;
  domain: string;
  selector: string;
  publicKey: string;
  sealed: string;
  state: SendingKeyState;
  finding: KeyFinding | null;
  anyway: boolean;
  madeAt: Date;
  madeBy: string;
}

const PURPOSE = 'sending-key';
const PARTS = `key.id, key.domain, key.selector, key.public_key AS "publicKey", key.sealed, key.state, key.finding, key.anyway,
  key.made_at AS "madeAt", coalesce(agent.name, '') AS "madeBy"`;
const FROM = `FROM email.sending_key AS key LEFT JOIN agents.agent ON agent.id = key.made_by`;

export function readSendingKeys(reader: Reader): Promise<SendingKeyRecord[]> {
  return reader.query<SendingKeyRecord>(
    `SELECT ${PARTS} ${FROM} ORDER BY key.domain, key.made_at DESC, key.id`,
  );
}

export function readSendingKeysOf(tx: Tx, domain: string): Promise<SendingKeyRecord[]> {
  return tx.query<SendingKeyRecord>(
    `SELECT ${PARTS} ${FROM} WHERE key.domain = $1 ORDER BY key.made_at DESC, key.id FOR UPDATE OF key`,
    [domain],
  );
}

/** What a mail from this domain is signed with; null: nothing. */
export async function readSigningKey(
  reader: Reader,
  secrets: Secrets,
  domain: string,
): Promise<{ domainName: string; keySelector: string; privateKey: string } | null> {
  const [row] = await reader.query<{ id: string; selector: string; sealed: string }>(
    `SELECT id, selector, sealed FROM email.sending_key WHERE domain = $1 AND state = 'signing'`,
    [domain],
  );
  const privateKey = row ? openKey(secrets, row) : null;
  return row && privateKey !== null ? { domainName: domain, keySelector: row.selector, privateKey } : null;
}

export const sealKey = (secrets: Secrets, id: string, privateKey: string): string =>
  secrets.seal(PURPOSE, privateKey, id);

/** Null: sealed with another secret. */
export const openKey = (secrets: Secrets, { id, sealed }: { id: string; sealed: string }): string | null =>
  secrets.unseal(PURPOSE, sealed, id);
