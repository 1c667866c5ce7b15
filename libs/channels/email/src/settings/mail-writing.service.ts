/** How a mailbox writes, as administrators set it: its sender's name and address, and what stands under its answers. */
import { Injectable } from '@nestjs/common';
import { NO_WRITING, Problem, type MailWriting, type WriteMailWriting } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { requireRole, type Principal } from '@lib/platform';
import { writeChange } from './mailbox-changes.js';

type Reader = Pick<Tx | Database, 'query'>;

/** What a mail that leaves from this address needs; what was never set is empty. */
export interface SenderWriting extends WriteMailWriting {
  /** The mailbox's own name. */
  company: string;
}

const PARTS = `writing.display_address AS "displayAddress", writing.name_template AS "nameTemplate", writing.team, writing.phone,
  writing.signature, writing.asks_when_read AS "asksWhenRead"`;

@Injectable()
export class MailWritingService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** Errors: `forbidden`, `not-found`. */
  async of(principal: Principal, mailboxId: string): Promise<MailWriting> {
    requireRole(principal, 'supervisor', 'admin');
    return this.read(this.database, mailboxId);
  }

  /** Errors: `forbidden`, `not-found`, `version-stale`, `invalid-input` for an address that is not of this mailbox. */
  async write(
    principal: Principal,
    mailboxId: string,
    wanted: WriteMailWriting,
    version: number,
  ): Promise<MailWriting> {
    requireRole(principal, 'admin');
    return this.database.transaction(async (tx) => {
      const [mailbox] = await tx.query<{ address: string; aliases: string[] }>(
        `SELECT address, aliases FROM email.mailbox WHERE id = $1 AND removed_at IS NULL FOR NO KEY UPDATE`,
        [mailboxId],
      );
      if (!mailbox) throw new Problem('not-found');
      const { displayAddress } = wanted;
      if (displayAddress !== null && ![mailbox.address, ...mailbox.aliases].includes(displayAddress))
        throw new Problem('invalid-input', undefined, [
          { path: 'displayAddress', message: 'an address of this mailbox' },
        ]);
      const { version: had, ...before } = await this.read(tx, mailboxId);
      if (had !== version) throw new Problem('version-stale');
      await tx.query(
        `INSERT INTO email.mail_writing (mailbox_id, display_address, name_template, team, phone, signature, asks_when_read)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (mailbox_id) DO UPDATE SET display_address = excluded.display_address, team = excluded.team,
           name_template = excluded.name_template, phone = excluded.phone, signature = excluded.signature,
           asks_when_read = excluded.asks_when_read,
           version = mail_writing.version + 1`,
        [
          mailboxId,
          displayAddress,
          wanted.nameTemplate,
          wanted.team,
          wanted.phone,
          JSON.stringify(wanted.signature),
          wanted.asksWhenRead,
        ],
      );
      await writeChange(tx, principal, { id: mailboxId, what: 'changed', before, after: { ...wanted } });
      await this.outbox.publish(tx, 'mailbox.changed', {
        subject: { type: 'mailbox', id: mailboxId },
        actor: { kind: 'agent', id: principal.agentId },
        data: { mailboxId },
      });
      return this.read(tx, mailboxId);
    });
  }

  private async read(reader: Reader, mailboxId: string): Promise<MailWriting> {
    const [row] = await reader.query<MailWriting | { version: null }>(
      `SELECT ${PARTS}, writing.version FROM email.mailbox LEFT JOIN email.mail_writing AS writing ON writing.mailbox_id = mailbox.id
       WHERE mailbox.id = $1 AND mailbox.removed_at IS NULL`,
      [mailboxId],
    );
    if (!row) throw new Problem('not-found');
    return row.version === null ? { ...NO_WRITING, version: 0 } : row;
  }
}

/** An address that the mailbox has given up since is shown no more. */
export async function readSenderWriting(reader: Reader, address: string): Promise<SenderWriting> {
  const [row] = await reader.query<SenderWriting | { company: string; signature: null }>(
    `SELECT mailbox.name AS company, ${PARTS}, CASE WHEN writing.display_address = mailbox.address
       OR mailbox.aliases ? writing.display_address THEN writing.display_address END AS "displayAddress"
     FROM email.mailbox LEFT JOIN email.mail_writing AS writing ON writing.mailbox_id = mailbox.id
     WHERE mailbox.address = lower($1) AND mailbox.removed_at IS NULL`,
    [address],
  );
  if (row?.signature) return row;
  return { ...NO_WRITING, company: row?.company ?? '' };
}
