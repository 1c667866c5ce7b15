/** Reads one claimed mail: its parts in a reading thread, its attachments into the store, and what can be found out about its sender meanwhile. */
import { Injectable } from '@nestjs/common';
import { FileStore } from '@lib/platform';
import { AttachmentKeeper } from './attachment-keeper.js';
import type { ReadMailItem } from './mail-filer.js';
import type { ClaimedMail } from './mail-queue.js';
import { mailboxOf, Mailboxes } from './mailboxes.js';
import { ParsePool } from './reading/parse-pool.js';
import type { ReceivedMail } from './reading/received-mail.js';
import { SpamScanner } from './spam/spam-scanner.js';
import { SenderChecks } from './trust/sender-checks.js';
import { checkWanted } from './trust/trust-verdict.js';

@Injectable()
export class MailReader {
  constructor(
    private readonly mailboxes: Mailboxes,
    private readonly pool: ParsePool,
    private readonly senders: SenderChecks,
    private readonly scanner: SpamScanner,
    private readonly files: FileStore,
    private readonly keeper: AttachmentKeeper,
  ) {}

  warmUp(): Promise<void> {
    return this.pool.warmUp();
  }

  async close(): Promise<void> {
    await Promise.all([this.pool.close(), this.senders.close()]);
  }

  /** Errors: `UnreadableMail` when the mail is at fault. */
  async read(claimed: ClaimedMail): Promise<ReadMailItem> {
    const path = this.files.locate(claimed.sha256);
    const mail = await this.pool.read(path, Number(claimed.size), claimed.envelope.from);
    const [check, scan] = await Promise.all([
      this.check(path, claimed, mail),
      this.scanner.scan({ path, size: Number(claimed.size), envelope: claimed.envelope }),
      this.keeper.keep([...mail.attachments, ...mail.attachedMails.flatMap((one) => one.attachments)]),
    ]);
    return { claimed, mail, check, scan };
  }

  private async check(
    path: string,
    claimed: ClaimedMail,
    mail: ReceivedMail,
  ): Promise<ReadMailItem['check']> {
    const mailbox = mailboxOf(await this.mailboxes.list(), claimed.mailboxId);
    const order = checkWanted(mail, { ...mailbox, ...claimed });
    return order && this.senders.check(path, order);
  }
}
