/** Holds the configured IMAP mailboxes: one watch each, woken when mail was processed so that its flag follows. */
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Wakeups } from '@lib/bus';
import { CONFIG, type Config } from '@lib/platform';
import { readImapUrl } from './imap/imap-address.js';
import { MailboxCursor } from './imap/mailbox-cursor.js';
import { MailboxLeases } from './imap/mailbox-leases.js';
import { MailboxWatch } from './imap/mailbox-watch.js';
import { MailStore } from './mail-store.js';
import { Mailboxes } from './mailboxes.js';

@Injectable()
export class EmailReceiver implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly watches: MailboxWatch[] = [];
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly mailboxes: Mailboxes,
    private readonly store: MailStore,
    private readonly cursor: MailboxCursor,
    private readonly leases: MailboxLeases,
    private readonly wakeups: Wakeups,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const accounts = this.config.IMAP_URL.map((url) => readImapUrl(url, this.config.IMAP_TLS_INSECURE));
    if (accounts.length === 0) return;
    await this.mailboxes.ensure(accounts.map((account) => account.mailbox));
    for (const account of accounts) {
      const mailboxId = await this.cursor.idOf(account.mailbox);
      this.watches.push(new MailboxWatch(account, mailboxId, this.store, this.cursor, this.leases));
    }
    this.stopListening = this.wakeups.on('mail-processed', () => {
      for (const watch of this.watches) watch.poke();
    });
    for (const watch of this.watches) watch.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopListening?.();
    await Promise.all(this.watches.map((watch) => watch.stop()));
    await this.leases.letGo();
  }
}
