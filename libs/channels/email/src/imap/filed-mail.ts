/** A courtesy to people who look into the mailbox: filed mail is marked or moved there. May be repeated, is never relied on. */
import { logger } from '@lib/platform';
import type { ImapFlow } from 'imapflow';
import type { ImapAccount } from './imap-address.js';
import type { MailboxCursor } from './mailbox-cursor.js';

const log = logger('email');

export class FiledMail {
  private moves: boolean;

  constructor(
    private readonly account: ImapAccount,
    private readonly mailboxId: string,
    private readonly cursor: MailboxCursor,
  ) {
    this.moves = account.afterFiling === 'move' && account.moveTo !== null;
  }

  async tidy(client: ImapFlow): Promise<void> {
    const folder = client.mailbox;
    if (!folder || this.account.afterFiling === 'leave') return;
    for (;;) {
      const uids = await this.cursor.unflagged(this.mailboxId, folder.uidValidity);
      if (uids.length === 0) return;
      await client.messageFlagsAdd(uids.join(','), ['\\Seen', '$Ticketed'], { uid: true });
      if (this.moves) await this.move(client, uids.join(','), this.account.moveTo ?? '');
      await this.cursor.markFlagged(this.mailboxId, folder.uidValidity, uids);
    }
  }

  /** A folder that cannot be had must not keep mail from being read: then it stays where it is, marked. */
  private async move(client: ImapFlow, range: string, to: string): Promise<void> {
    try {
      if (await client.messageMove(range, to, { uid: true })) return;
      await client.mailboxCreate(to);
      if (await client.messageMove(range, to, { uid: true })) return;
      throw new Error('the server did not move it');
    } catch (error) {
      if (!client.usable) throw error;
      this.moves = false;
      log.warn(
        { err: error, mailbox: this.account.mailbox },
        'filed mail cannot be moved; it is marked only',
      );
    }
  }
}
