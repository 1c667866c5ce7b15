/** Brings the files of a mail that was read into the file store and has each looked at for viruses. */
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { FileStore, VirusScanner } from '@lib/platform';
import type { ReadAttachment } from './reading/received-mail.js';

/** Of all files of one mail together. */
const SCANS_MS = 60_000;

@Injectable()
export class AttachmentKeeper {
  constructor(
    private readonly files: FileStore,
    private readonly viruses: VirusScanner,
  ) {}

  /** Many or slow files must not hold a mail back for hours: what is not looked at in time says so. */
  async keep(attachments: ReadAttachment[]): Promise<void> {
    const until = performance.now() + SCANS_MS;
    for (const attachment of attachments) {
      if (!(await this.files.has(attachment.sha256))) await this.files.put(contentOf(attachment));
      await this.drop([attachment]);
      attachment.scan =
        performance.now() < until
          ? await this.viruses.scan(() => this.files.open(attachment.sha256))
          : { verdict: 'unscanned', detail: 'too-late' };
    }
  }

  /** What was read of them and is not needed any more. */
  async drop(attachments: ReadAttachment[]): Promise<void> {
    for (const attachment of attachments) {
      if (attachment.spool) await rm(attachment.spool, { force: true });
      delete attachment.bytes;
      delete attachment.spool;
    }
  }
}

function contentOf(attachment: ReadAttachment): Parameters<FileStore['put']>[0] {
  return attachment.spool ? createReadStream(attachment.spool) : Buffer.from(attachment.bytes ?? []);
}
