/** Reads one claimed mail: its parts in a reading thread, its attachments into the store, and what can be found out about its sender meanwhile. */
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { FileStore, VirusScanner } from '@lib/platform';
import type { ReadMailItem } from './mail-filer.js';
import type { ClaimedMail } from './mail-queue.js';
import { mailboxOf, Mailboxes } from './mailboxes.js';
import { ParsePool } from './reading/parse-pool.js';
import type { ReadAttachment, ReceivedMail } from './reading/received-mail.js';
import { SpamScanner } from './spam/spam-scanner.js';
import { SenderChecks } from './trust/sender-checks.js';
import { checkWanted } from './trust/trust-verdict.js';

/** Of all files of one mail together. */
const SCANS_MS = 60_000;

@Injectable()
export class MailReader {
  constructor(
    private readonly mailboxes: Mailboxes,
    private readonly pool: ParsePool,
    private readonly senders: SenderChecks,
    private readonly scanner: SpamScanner,
    private readonly files: FileStore,
    private readonly viruses: VirusScanner,
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
      this.keepAttachments(mail),
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

  /** Many or slow files must not hold a mail back for hours: what is not looked at in time says so. */
  private async keepAttachments(mail: ReceivedMail): Promise<void> {
    const until = performance.now() + SCANS_MS;
    for (const attachment of [...mail.attachments, ...mail.attachedMails.flatMap((one) => one.attachments)]) {
      if (!(await this.files.has(attachment.sha256))) await this.files.put(contentOf(attachment));
      if (attachment.spool) await rm(attachment.spool, { force: true });
      attachment.scan =
        performance.now() < until
          ? await this.viruses.scan(() => this.files.open(attachment.sha256))
          : { verdict: 'unscanned', detail: 'too-late' };
      delete attachment.bytes;
      delete attachment.spool;
    }
  }
}

function contentOf(attachment: ReadAttachment): Parameters<FileStore['put']>[0] {
  return attachment.spool ? createReadStream(attachment.spool) : Buffer.from(attachment.bytes ?? []);
}
