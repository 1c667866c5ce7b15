/** A mailbox's settings as they are stored: read with how it does, written as one row; secrets stay sealed beside them. */
import type { MailboxState, MailboxView, MailFault, WriteMailbox, WriteMailLogin } from '@lib/contracts';
import type { Database, Tx } from '@lib/database';

type Reader = Pick<Tx | Database, 'query'>;

/** A login without its secrets. */
export type StoredLogin =
  | Omit<Extract<WriteMailLogin, { kind: 'password' }>, 'password'>
  | Omit<Extract<WriteMailLogin, { kind: 'oauth2' }>, 'clientSecret'>;

export interface StoredMailbox extends Omit<WriteMailbox, 'login'> {
  id: string;
  login: StoredLogin | null;
  sealed: string | null;
  fromEnvironment: boolean;
  version: number;
  retriesAsked: number;
  removedAt: Date | null;
}

interface HealthRow {
  state: MailboxState;
  since: Date;
  fault: MailFault | null;
  detail: string | null;
  lastOkAt: Date | null;
  lastMailAt: Date | null;
  toFetch: number;
  toRead: number;
  retryAt: Date | null;
}

export type MailboxRecord = StoredMailbox & HealthRow;

const SETTINGS = `id, address, aliases, name, queue_id AS "queueId", receiving, sending, login, authority, trusted_server AS "trustedServer", sealed,
  from_environment AS "fromEnvironment", version, retries_asked AS "retriesAsked", removed_at AS "removedAt"`;
const HEALTH = `state, state_since AS since, fault, state_detail AS detail, last_ok_at AS "lastOkAt", last_mail_at AS "lastMailAt",
  to_fetch AS "toFetch", retry_at AS "retryAt",
  (SELECT count(*)::integer FROM email.raw_mail WHERE mailbox_id = mailbox.id AND raw_mail.state = 'stored') AS "toRead"`;

export async function readMailboxes(reader: Reader): Promise<MailboxRecord[]> {
  return reader.query<MailboxRecord>(
    `SELECT ${SETTINGS}, ${HEALTH} FROM email.mailbox WHERE removed_at IS NULL ORDER BY created_at, id`,
  );
}

export async function readMailbox(reader: Reader, id: string): Promise<MailboxRecord | null> {
  const [row] = await reader.query<MailboxRecord>(
    `SELECT ${SETTINGS}, ${HEALTH} FROM email.mailbox WHERE id = $1`,
    [id],
  );
  return row ?? null;
}

/** Those that are to be fetched from a server, with what it takes to do so. */
export async function readWatched(reader: Reader): Promise<StoredMailbox[]> {
  return reader.query<StoredMailbox>(
    `SELECT ${SETTINGS} FROM email.mailbox WHERE removed_at IS NULL AND (receiving IS NOT NULL OR from_environment)
     ORDER BY id`,
  );
}

/** The mailbox that a mail leaves from, by its address. */
export async function readSender(reader: Reader, address: string): Promise<StoredMailbox | null> {
  const [row] = await reader.query<StoredMailbox>(
    `SELECT ${SETTINGS} FROM email.mailbox WHERE address = lower($1) AND removed_at IS NULL`,
    [address],
  );
  return row ?? null;
}

/** Makes the row when it is not there. What is known of how it does is forgotten: another setting, another try. */
export async function writeMailbox(
  tx: Tx,
  id: string,
  { login, ...settings }: WriteMailbox,
  sealed: string | null,
): Promise<void> {
  await tx.query(
    `INSERT INTO email.mailbox (id, address, aliases, name, receiving, sending, login, authority, trusted_server, sealed,
       queue_id, state, state_since, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'idle', now(), now())
     ON CONFLICT (id) DO UPDATE SET address = excluded.address, aliases = excluded.aliases, name = excluded.name,
       receiving = excluded.receiving, sending = excluded.sending, login = excluded.login, authority = excluded.authority,
       trusted_server = excluded.trusted_server, sealed = excluded.sealed, queue_id = excluded.queue_id,
       version = mailbox.version + 1,
       state = CASE WHEN mailbox.from_environment THEN mailbox.state ELSE 'idle' END,
       state_since = CASE WHEN mailbox.from_environment THEN mailbox.state_since ELSE now() END,
       fault = NULL, state_detail = NULL, retry_at = NULL, to_fetch = 0`,
    [
      id,
      settings.address,
      JSON.stringify(settings.aliases),
      settings.name,
      json(settings.receiving),
      json(settings.sending),
      json(login && withoutSecrets(login)),
      settings.authority,
      settings.trustedServer,
      sealed,
      settings.queueId,
    ],
  );
}

/** Another account or folder counts its mails anew. */
export async function forgetCursor(tx: Tx, id: string): Promise<void> {
  await tx.query(`UPDATE email.mailbox SET uidvalidity = NULL, last_uid = NULL WHERE id = $1`, [id]);
}

function withoutSecrets(login: WriteMailLogin): StoredLogin {
  if (login.kind === 'password') return { kind: login.kind, user: login.user };
  const { clientSecret: _, ...rest } = login;
  return rest;
}

/** What the record of changes keeps: no secret is in it. */
export function settingsOf({
  address,
  aliases,
  name,
  queueId,
  receiving,
  sending,
  login,
  authority,
  trustedServer,
}: StoredMailbox): Record<string, unknown> {
  return { address, aliases, name, queueId, receiving, sending, login, authority, trustedServer };
}

/** `has`: which secrets are kept, never what they are. */
export function viewOf(
  row: MailboxRecord,
  has: { password: boolean; clientSecret: boolean; authorised: boolean },
  permanent: boolean,
): MailboxView {
  const { id, address, aliases, name, queueId, receiving, sending, authority, trustedServer, login } = row;
  return {
    ...{ id, address, aliases, name, queueId, receiving, sending, authority, trustedServer, permanent },
    login:
      login === null
        ? null
        : login.kind === 'password'
          ? { ...login, hasPassword: has.password }
          : { ...login, hasClientSecret: has.clientSecret, authorised: has.authorised },
    fromEnvironment: row.fromEnvironment,
    version: row.version,
    health: {
      state: row.state,
      since: row.since.toISOString(),
      fault: row.fault,
      detail: row.detail,
      lastOkAt: row.lastOkAt?.toISOString() ?? null,
      lastMailAt: row.lastMailAt?.toISOString() ?? null,
      toFetch: row.toFetch,
      toRead: row.toRead,
      retryAt: row.retryAt?.toISOString() ?? null,
    },
  };
}

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
