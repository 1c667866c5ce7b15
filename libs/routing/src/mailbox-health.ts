/** How the mailboxes that work comes in by do: for those who watch the whole house. */
import { Injectable } from '@nestjs/common';
import type { MailboxHealth } from '@lib/contracts';
import { Database } from '@lib/database';

/** A watch says at least once a minute that it is there; a short cut mends itself and alarms nobody. */
const PATIENCE = '5 minutes';
const MOST = 50;

@Injectable()
export class MailboxHealthReader {
  constructor(private readonly database: Database) {}

  /** Those set to be fetched from a server, by address. One that nobody has looked into for five minutes is told as such. */
  async read(): Promise<MailboxHealth[]> {
    const rows = await this.database.query<Omit<MailboxHealth, 'since'> & { since: Date }>(
      `SELECT id, address, state, alarming, to_fetch AS "toFetch",
         CASE WHEN unwatched THEN last_ok_at ELSE state_since END AS since,
         CASE WHEN unwatched THEN 'unwatched' ELSE fault END AS fault
       FROM (
         SELECT *, state = 'ok' AND coalesce(last_ok_at, state_since) < now() - interval '${PATIENCE}' AS unwatched,
           state = 'auth-failed' OR (state = 'backoff' AND state_since < now() - interval '${PATIENCE}')
             OR (state = 'ok' AND coalesce(last_ok_at, state_since) < now() - interval '${PATIENCE}') AS alarming
         FROM email.mailbox
         WHERE removed_at IS NULL AND (receiving IS NOT NULL OR from_environment)) AS mailbox
       ORDER BY alarming DESC, address LIMIT ${MOST}`,
    );
    return rows.map(({ since, ...row }) => ({ ...row, since: since.toISOString() }));
  }
}
