/** Files in a chat: stored and looked at before they are named, counted per visitor, found again only by their 128-bit id. */
import { Injectable } from '@nestjs/common';
import { Problem } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { Clock, FileStore, newId, storableText, VirusScanner } from '@lib/platform';
import type { Attachment, KeptAttachment } from './attachment.entity.js';
import { ChatRepository } from './chat.repository.js';

export const MAX_UPLOAD_BYTES = 10 * 1024 * 1024;
const UPLOADS_PER_HOUR = 60;
const HOUR_MS = 3_600_000;

@Injectable()
export class AttachmentService {
  constructor(
    private readonly database: Database,
    private readonly repository: ChatRepository,
    private readonly files: FileStore,
    private readonly clock: Clock,
    private readonly viruses: VirusScanner,
  ) {}

  /** An infected one is taken too: it is kept shut where the agent sees it. Errors: `rate-limited`. */
  async upload(
    tokenHash: string,
    file: { name: string; type: string; bytes: Buffer },
  ): Promise<KeptAttachment> {
    const at = this.clock.now();
    // Before the scanner is given work as well: who has had their share costs it nothing.
    await this.database.transaction((tx) => this.visitorWithRoom(tx, tokenHash, at));
    const { sha256, size } = await this.files.put(file.bytes);
    const scan = await this.viruses.scan(() => this.files.open(sha256));
    return this.database.transaction(async (tx) => {
      const visitorId = await this.visitorWithRoom(tx, tokenHash, at);
      const attachment = {
        id: newId(),
        sha256,
        name: plainName(file.name),
        type: file.type.slice(0, 255),
        size,
        scan,
      };
      await this.repository.insertAttachment(tx, visitorId, attachment, at);
      return attachment;
    });
  }

  /** Errors: `not-found`, `attachment-infected`: it opens for agents alone, after an administrator's word. */
  async toOpen(id: string): Promise<Attachment> {
    const found = await this.repository.attachment(id);
    if (!found) throw new Problem('not-found');
    if (found.scanVerdict === 'infected') throw new Problem('attachment-infected');
    return found;
  }

  private async visitorWithRoom(tx: Tx, tokenHash: string, at: Date): Promise<string> {
    const visitorId = await this.repository.holdVisitor(tx, tokenHash, at);
    const recent = await this.repository.uploadsSince(tx, visitorId, new Date(at.getTime() - HOUR_MS));
    if (recent >= UPLOADS_PER_HOUR) throw new Problem('rate-limited');
    return visitorId;
  }
}

/** A name to read, never a path: separators, control and direction-changing characters are dropped. */
export function plainName(name: string): string {
  const cleaned = storableText(name)
    .replace(/^.*[/\\]/, '')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .slice(0, 200);
  return cleaned.replace(/^\.+/, '') || 'file';
}
