/** Opens a mail that lies in the file store as a file, for whoever may see that file: read in a thread of its own, its files looked at. */
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { isAttachedMail, MAIL_DEPTH, Problem, type AttachedMailView, type InsideFile } from '@lib/contracts';
import { FileStore, type AttachedMails, type MailFile, type StoredFile } from '@lib/platform';
import { AttachmentKeeper } from './attachment-keeper.js';
import { ParsePool, UnreadableMail } from './reading/parse-pool.js';
import type { ReadAttachment, ReceivedMail } from './reading/received-mail.js';

const MAX_BYTES = 25 * 1024 * 1024;
/** Who opens more at once in one process is asked to come again. */
const AT_ONCE = 16;
const MOST_FILES = 50;
const MOST_SENDERS = 10;

@Injectable()
export class MailOpener implements AttachedMails, OnApplicationShutdown {
  private underWay = 0;

  constructor(
    private readonly pool: ParsePool,
    private readonly files: FileStore,
    private readonly keeper: AttachmentKeeper,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.pool.close();
  }

  open(file: MailFile, inside: number[]): Promise<AttachedMailView> {
    return this.read(file, inside, async (mail) => {
      await this.keeper.keep(mail.attachments.slice(0, MOST_FILES));
      return viewOf(mail, inside);
    });
  }

  fileIn(file: MailFile, place: number[]): Promise<StoredFile & { name: string; type: string }> {
    return this.read(file, place.slice(0, -1), (mail) => this.take(file, mail, place.at(-1) ?? 0));
  }

  /** What `work` leaves of the mail's files is cleared away. */
  private async read<T>(
    file: MailFile,
    inside: number[],
    work: (mail: ReceivedMail) => Promise<T>,
  ): Promise<T> {
    if (this.underWay >= AT_ONCE) throw new Problem('rate-limited');
    this.underWay += 1;
    try {
      return await this.descend(file, file, inside, work);
    } finally {
      this.underWay -= 1;
    }
  }

  private async descend<T>(
    file: MailFile,
    { sha256, size }: StoredFile,
    inside: number[],
    work: (mail: ReceivedMail) => Promise<T>,
  ): Promise<T> {
    if (size > MAX_BYTES) throw new Problem('too-large', `At most ${MAX_BYTES} bytes`);
    const mail = await this.parse(this.files.locate(sha256), size);
    try {
      const [next, ...deeper] = inside;
      if (next === undefined) return await work(mail);
      const inner = await this.take(file, mail, next);
      if (!isAttachedMail(inner)) throw new Problem('not-found', 'This file is no mail');
      return await this.descend(file, inner, deeper, work);
    } finally {
      await this.keeper.drop(mail.attachments);
    }
  }

  /** One of its files, stored; refused when it is infected and nobody has let it be opened. */
  private async take(
    { released }: MailFile,
    mail: ReceivedMail,
    at: number,
  ): Promise<StoredFile & { name: string; type: string }> {
    const found = mail.attachments[at];
    if (!found) throw new Problem('not-found');
    await this.keeper.keep([found]);
    if (found.scan?.verdict === 'infected' && !released)
      throw new Problem('attachment-infected', found.scan.detail ?? undefined);
    const { sha256, size, name, type } = found;
    return { sha256, size, name, type };
  }

  private async parse(path: string, size: number): Promise<ReceivedMail> {
    // Before its thread has loaded its code, a mail's time says nothing about the mail.
    await this.pool.warmUp();
    try {
      return await this.pool.read(path, size, null, { attached: true });
    } catch (error) {
      throw error instanceof UnreadableMail ? new Problem('mail-unreadable') : error;
    }
  }
}

function viewOf(mail: ReceivedMail, inside: number[]): AttachedMailView {
  return {
    from: mail.from.slice(0, MOST_SENDERS),
    to: mail.to.slice(0, MOST_FILES),
    cc: mail.cc.slice(0, MOST_FILES),
    date: mail.date,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    files: mail.attachments.slice(0, MOST_FILES).map((file, at) => fileView(file, [...inside, at])),
  };
}

function fileView(file: ReadAttachment, place: number[]): InsideFile {
  const { name, type, size, inline = false, contentId = null } = file;
  const scan = file.scan ?? { verdict: 'unscanned' as const, detail: 'off' };
  const opens = isAttachedMail(file) && place.length < MAIL_DEPTH;
  return { place: place.join('.'), name, type, size, inline, contentId, scan, opens };
}
