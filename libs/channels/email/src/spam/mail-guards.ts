/** What each mailbox makes of strangers' mail, as administrators set it: whose headers and seals it believes, and where its lines are. */
import { Inject, Injectable } from '@nestjs/common';
import { Problem, type MailGuardList, type MailGuardView, type WriteMailGuard } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { CONFIG, requireRole, type Config, type Principal } from '@lib/platform';
import { Mailboxes } from '../mailboxes.js';
import { writeChange } from '../settings/mailbox-changes.js';

const READ = `SELECT mailbox.id AS "mailboxId", mailbox.address, coalesce(guard.spam_headers, 'ignored') AS "spamHeaders",
    coalesce(guard.flag_at, 5) AS "flagAt", coalesce(guard.hold_at, 10) AS "holdAt",
    coalesce(guard.arc_sealers, '[]') AS "arcSealers", coalesce(guard.version, 0) AS version
  FROM email.mailbox LEFT JOIN email.mail_guard AS guard ON guard.mailbox_id = mailbox.id WHERE mailbox.removed_at IS NULL`;

@Injectable()
export class MailGuards {
  constructor(
    private readonly database: Database,
    private readonly mailboxes: Mailboxes,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Errors: `forbidden`. */
  async list(principal: Principal): Promise<MailGuardList> {
    requireRole(principal, 'supervisor', 'admin');
    const items = await this.database.query<MailGuardView>(`${READ} ORDER BY mailbox.created_at, mailbox.id`);
    return {
      items,
      scanner: this.config.RSPAMD_URL !== undefined,
      virusScanner: this.config.CLAMD_URL !== undefined,
    };
  }

  /** Version 0 is that of a mailbox for which nothing was set yet. Errors: `forbidden`, `not-found`, `version-stale`. */
  async change(
    principal: Principal,
    mailboxId: string,
    settings: WriteMailGuard,
    version: number,
  ): Promise<MailGuardView> {
    requireRole(principal, 'admin');
    const view = await this.database.transaction(async (tx) => {
      const before = await this.one(tx, mailboxId);
      if (before.version !== version) throw new Problem('version-stale');
      await tx.query(
        `INSERT INTO email.mail_guard (mailbox_id, spam_headers, flag_at, hold_at, arc_sealers, version)
         VALUES ($1, $2, $3, $4, $5, 1)
         ON CONFLICT (mailbox_id) DO UPDATE SET spam_headers = excluded.spam_headers, flag_at = excluded.flag_at,
           hold_at = excluded.hold_at, arc_sealers = excluded.arc_sealers, version = mail_guard.version + 1`,
        [
          mailboxId,
          settings.spamHeaders,
          settings.flagAt,
          settings.holdAt,
          JSON.stringify(settings.arcSealers),
        ],
      );
      await writeChange(tx, principal, {
        ...{ id: mailboxId, what: 'changed' },
        before: settingsOf(before),
        after: settings,
      });
      return this.one(tx, mailboxId);
    });
    this.mailboxes.forget();
    return view;
  }

  /** Held until the end, so that two who save at once do not both believe to have been first. */
  private async one(tx: Tx, mailboxId: string): Promise<MailGuardView> {
    const [row] = await tx.query<MailGuardView>(`${READ} AND mailbox.id = $1 FOR UPDATE OF mailbox`, [
      mailboxId,
    ]);
    if (!row) throw new Problem('not-found');
    return row;
  }
}

function settingsOf({ spamHeaders, flagAt, holdAt, arcSealers }: MailGuardView): Record<string, unknown> {
  return { spamHeaders, flagAt, holdAt, arcSealers };
}
