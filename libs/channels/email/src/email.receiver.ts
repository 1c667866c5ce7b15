/** Holds the IMAP mailboxes: one watch each, begun, changed and ended as the settings say, woken when mail was processed. */
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Wakeups, WorkLoop } from '@lib/bus';
import { Database } from '@lib/database';
import { CONFIG, type Config } from '@lib/platform';
import { readImapUrl, type ImapAccount } from './imap/imap-address.js';
import { MailboxWatch, type WatchGround } from './imap/mailbox-watch.js';
import { WatchParts } from './imap/watch-parts.js';
import { watchedAccount } from './imap/watched-account.js';
import { Mailboxes } from './mailboxes.js';
import { MailboxLogins } from './settings/mailbox-logins.js';
import { readWatched } from './settings/mailbox-rows.js';
import { MAILBOXES_CHANGED } from './settings/mailbox-settings.service.js';

/** A wake-up says when something was set; this is for the one that was not heard. */
const LOOK_MS = 10_000;

interface Held {
  watch: MailboxWatch;
  /** What it was begun with: another sign, another watch. */
  sign: string;
}

@Injectable()
export class EmailReceiver implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly held = new Map<string, Held>();
  private readonly fixed = new Map<string, ImapAccount>();
  private readonly ground: WatchGround;
  private readonly loop = new WorkLoop('mailboxes', LOOK_MS, () => this.follow());
  private readonly stopListening: (() => void)[] = [];

  constructor(
    private readonly mailboxes: Mailboxes,
    private readonly database: Database,
    private readonly logins: MailboxLogins,
    private readonly wakeups: Wakeups,
    parts: WatchParts,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.ground = { ...parts.shared, socketTimeoutMs: config.IMAP_SOCKET_TIMEOUT_MS };
  }

  async onApplicationBootstrap(): Promise<void> {
    const accounts = this.config.IMAP_URL.map((url) => readImapUrl(url, this.config.IMAP_TLS_INSECURE));
    await this.mailboxes.ensure(accounts.map((account) => account.mailbox));
    await this.markFixed(accounts);
    this.stopListening.push(
      this.wakeups.on('mail-processed', () => {
        for (const { watch } of this.held.values()) watch.poke();
      }),
      this.wakeups.on(MAILBOXES_CHANGED, () => this.loop.poke()),
    );
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    for (const stop of this.stopListening) stop();
    await this.loop.stop();
    await Promise.all([...this.held.values()].map(({ watch }) => watch.stop()));
    await this.ground.leases.letGo();
  }

  /** What the environment names is shown among the settings, and wins over what they say. */
  private async markFixed(accounts: ImapAccount[]): Promise<void> {
    await this.database.query(
      `UPDATE email.mailbox SET from_environment = address = ANY($1), state = 'idle', state_since = now(), fault = NULL,
         state_detail = NULL, retry_at = NULL, removed_at = CASE WHEN address = ANY($1) THEN NULL ELSE removed_at END
       WHERE from_environment <> (address = ANY($1)) OR (address = ANY($1) AND removed_at IS NOT NULL)`,
      [accounts.map(({ mailbox }) => mailbox)],
    );
    for (const account of accounts) this.fixed.set(await this.ground.cursor.idOf(account.mailbox), account);
  }

  /** Level-triggered: the watches become what the rows say, whatever was or was not heard. */
  private async follow(): Promise<boolean> {
    const wanted = await this.wanted();
    const leaving = [...this.held].filter(([id, { sign }]) => wanted.get(id)?.sign !== sign);
    await Promise.all(
      leaving.map(async ([id, { watch }]) => {
        this.held.delete(id);
        await watch.stop();
        await this.ground.leases.release(id);
      }),
    );
    for (const [id, { sign, account }] of wanted) {
      if (this.held.has(id)) continue;
      const watch = new MailboxWatch(account, id, this.ground);
      this.held.set(id, { watch, sign });
      watch.start();
    }
    return false;
  }

  private async wanted(): Promise<Map<string, { sign: string; account: ImapAccount }>> {
    await this.forgetRemoved();
    const wanted = new Map<string, { sign: string; account: ImapAccount }>();
    for (const mailbox of await readWatched(this.database)) {
      const account = this.fixed.get(mailbox.id) ?? watchedAccount(mailbox, this.logins);
      if (account) wanted.set(mailbox.id, { sign: `${mailbox.version}:${mailbox.retriesAsked}`, account });
    }
    return wanted;
  }

  /** A removal can be undone for a day; then its passwords are gone. */
  private async forgetRemoved(): Promise<void> {
    await this.database.query(
      `UPDATE email.mailbox SET sealed = NULL WHERE sealed IS NOT NULL AND removed_at < now() - interval '1 day'`,
    );
  }
}
