/** Mailboxes as administrators set them up: made, changed all at once, removed and brought back; in force at once in every process. */
import { Inject, Injectable } from '@nestjs/common';
import {
  Problem,
  type MailboxList,
  type MailboxView,
  type SettingsAct,
  type SettingsChanges,
  type WriteMailbox,
} from '@lib/contracts';
import { Outbox, Wakeups } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { CONFIG, newId, requireRole, type Config, type Principal } from '@lib/platform';
import { Mailboxes } from '../mailboxes.js';
import { readChanges, writeChange } from './mailbox-changes.js';
import {
  forgetCursor,
  readMailbox,
  readMailboxes,
  settingsOf,
  viewOf,
  writeMailbox,
  type MailboxRecord,
} from './mailbox-rows.js';
import { MailboxSecrets } from './mailbox-secrets.js';

/** Each holds a connection open; more would be a sign that something makes them by machine. */
const MOST_MAILBOXES = 50;
/** The wake-up for those who hold mailboxes. */
export const MAILBOXES_CHANGED = 'mailboxes';

@Injectable()
export class MailboxSettingsService {
  constructor(
    private readonly database: Database,
    private readonly mailboxes: Mailboxes,
    private readonly secrets: MailboxSecrets,
    private readonly outbox: Outbox,
    private readonly wakeups: Wakeups,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Errors: `forbidden`. */
  async list(principal: Principal): Promise<MailboxList> {
    requireRole(principal, 'supervisor', 'admin');
    const rows = await readMailboxes(this.database);
    return { items: rows.map((row) => this.view(row)), oauthReturnUrl: returnUrl(this.config) };
  }

  /** The newest 50. Errors: `forbidden`. */
  async changes(principal: Principal, id: string): Promise<SettingsChanges> {
    requireRole(principal, 'supervisor', 'admin');
    return readChanges(this.database, id);
  }

  /** An address that was removed comes back with what is known of it. Errors: `mailbox-address-taken`, `invalid-input`, `too-large`. */
  async make(principal: Principal, settings: WriteMailbox): Promise<MailboxView> {
    requireRole(principal, 'admin');
    return this.database.transaction(async (tx) => {
      const others = await this.hold(tx);
      if (others.length >= MOST_MAILBOXES)
        throw new Problem('too-large', `At most ${MOST_MAILBOXES} mailboxes`);
      refuseTaken(others, null, settings);
      await requireQueue(tx, settings);
      const [old] = await tx.query<{ id: string }>(
        `UPDATE email.mailbox SET removed_at = NULL WHERE address = $1 RETURNING id`,
        [settings.address],
      );
      const id = old?.id ?? newId();
      await writeMailbox(tx, id, settings, this.secrets.seal(id, this.secrets.after(null, settings)));
      if (old) await forgetCursor(tx, id);
      return this.written(tx, principal, id, 'made', {});
    });
  }

  /** Errors: those of `make`, `not-found`, `version-stale`, `mailbox-permanent` for another address of one that is set at the start. */
  async change(
    principal: Principal,
    id: string,
    settings: WriteMailbox,
    version: number,
  ): Promise<MailboxView> {
    requireRole(principal, 'admin');
    return this.database.transaction(async (tx) => {
      const others = await this.hold(tx);
      const before = found(await readMailbox(tx, id));
      if (before.version !== version) throw new Problem('version-stale');
      if (settings.address !== before.address && this.stays(before)) throw new Problem('mailbox-permanent');
      refuseTaken(others, id, settings);
      await requireQueue(tx, settings);
      const kept = this.secrets.after(before, settings);
      await writeMailbox(tx, id, settings, this.secrets.seal(id, kept));
      if (sourceOf(before) !== sourceOf(settings)) await forgetCursor(tx, id);
      return this.written(tx, principal, id, 'changed', settingsOf(before));
    });
  }

  /** Its mail is no longer ours; what came stays. Its secrets are gone. Errors: `not-found`, `mailbox-permanent`. */
  async remove(principal: Principal, id: string): Promise<void> {
    requireRole(principal, 'admin');
    await this.database.transaction(async (tx) => {
      await this.hold(tx);
      const before = found(await readMailbox(tx, id));
      if (this.stays(before)) throw new Problem('mailbox-permanent');
      await tx.query(
        `UPDATE email.mailbox SET removed_at = now(), version = version + 1, state = 'idle', state_since = now(), fault = NULL,
           state_detail = NULL, retry_at = NULL, to_fetch = 0 WHERE id = $1`,
        [id],
      );
      await this.written(tx, principal, id, 'archived', settingsOf(before));
    });
  }

  /** As it was, while nobody has taken its addresses. Errors: `not-found` for one that is not removed, `mailbox-address-taken`. */
  async restore(principal: Principal, id: string): Promise<MailboxView> {
    requireRole(principal, 'admin');
    return this.database.transaction(async (tx) => {
      const others = await this.hold(tx);
      const before = await readMailbox(tx, id);
      if (!before?.removedAt) throw new Problem('not-found');
      refuseTaken(others, id, before);
      await tx.query(`UPDATE email.mailbox SET removed_at = NULL, version = version + 1 WHERE id = $1`, [id]);
      return this.written(tx, principal, id, 'restored', settingsOf(before));
    });
  }

  /** Whoever holds it connects anew at once, however long it meant to wait. Errors: `not-found`. */
  async retry(principal: Principal, id: string): Promise<MailboxView> {
    requireRole(principal, 'admin', 'supervisor');
    await this.database.query(
      `UPDATE email.mailbox SET retries_asked = retries_asked + 1, retry_at = NULL WHERE id = $1`,
      [id],
    );
    this.wakeups.poke(MAILBOXES_CHANGED);
    return this.view(found(await readMailbox(this.database, id)));
  }

  /** One setting at a time: an address is held by one mailbox alone. */
  private hold(tx: Tx): Promise<Taken[]> {
    return tx.query<Taken>(
      `SELECT id, address, aliases FROM email.mailbox WHERE removed_at IS NULL ORDER BY id FOR NO KEY UPDATE`,
    );
  }

  private async written(
    tx: Tx,
    principal: Principal,
    id: string,
    what: SettingsAct,
    before: Record<string, unknown>,
  ): Promise<MailboxView> {
    const after = await readMailbox(tx, id);
    if (!after) throw new Problem('not-found');
    await writeChange(tx, principal, { id, what, before, after: settingsOf(after) });
    await this.outbox.publish(tx, 'mailbox.changed', {
      subject: { type: 'mailbox', id },
      actor: { kind: 'agent', id: principal.agentId },
      data: { mailboxId: id },
    });
    tx.afterCommit(() => {
      this.mailboxes.forget();
      this.wakeups.poke(MAILBOXES_CHANGED);
    });
    return this.view(after);
  }

  private stays({ address, fromEnvironment }: MailboxRecord): boolean {
    return fromEnvironment || address === this.config.SUPPORT_MAILBOX.toLowerCase();
  }

  private view(row: MailboxRecord): MailboxView {
    const { password, clientSecret, refreshToken, accessToken } = this.secrets.open(row);
    const has = {
      password: password !== undefined,
      clientSecret: clientSecret !== undefined,
      // An application asks nobody here: with its secret it has all it needs.
      authorised:
        refreshToken !== undefined ||
        accessToken !== undefined ||
        (row.login?.kind === 'oauth2' && row.login.grant === 'app' && clientSecret !== undefined),
    };
    return viewOf(row, has, this.stays(row));
  }
}

/** Where a provider sends people back to: a page of the console, whose own request then carries the session. */
export const returnUrl = (config: Config): string => `${config.publicUrl}/settings/mailboxes`;

interface Taken {
  id: string;
  address: string;
  aliases: string[];
}

function refuseTaken(
  others: Taken[],
  id: string | null,
  wanted: Pick<WriteMailbox, 'address' | 'aliases'>,
): void {
  const mine = new Set([wanted.address, ...wanted.aliases]);
  for (const other of others)
    if (
      other.id !== id &&
      [other.address, ...other.aliases].some((address) => mine.has(address.toLowerCase()))
    )
      throw new Problem('mailbox-address-taken', other.address);
}

/** Held until the end: an archiving waits, and then finds the mailbox that needs the queue. */
async function requireQueue(tx: Tx, { queueId }: Pick<WriteMailbox, 'queueId'>): Promise<void> {
  if (queueId === null) return;
  const [open] = await tx.query(
    `SELECT 1 FROM routing.queue WHERE id = $1 AND archived_at IS NULL FOR KEY SHARE`,
    [queueId],
  );
  if (!open) throw new Problem('invalid-input', undefined, [{ path: 'queueId', message: 'unknown' }]);
}

/** Mails are counted per account and folder. */
function sourceOf({
  receiving,
  login,
}: Pick<MailboxRecord, 'receiving'> & { login: { user: string } | null }): string {
  return JSON.stringify([receiving?.server.host, receiving?.folder, login?.user]);
}

function found(row: MailboxRecord | null): MailboxRecord {
  if (!row || row.removedAt) throw new Problem('not-found');
  return row;
}
