/** PROCESS: claimed mails are read in worker threads and committed in groups; a mail that fails is counted, retried, then quarantined. */
import { rm } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Wakeups, WorkLoop } from '@lib/bus';
import { crashPoint, FileStore, logger } from '@lib/platform';
import { MailFiler, type ReadMailItem } from './mail-filer.js';
import { MailQueue, type ClaimedMail } from './mail-queue.js';
import { Mailboxes } from './mailboxes.js';
import { ParsePool, UnreadableMail } from './reading/parse-pool.js';
import type { ReadAttachment, ReceivedMail } from './reading/received-mail.js';

/** One commit for so many mails; claiming runs ahead of it so that the readers never wait. */
const GROUP = 40;
const AHEAD = 2 * GROUP;
/** So long does a mail that has been read wait for others that are being read, to be committed with them. */
const GATHER_MS = 100;
const POLL_MS = 500;
/** Mails are filed in the order they came; one that takes longer than this to read is overtaken. */
const PATIENCE_MS = 1_000;
const RENEW_MS = 5_000;
/** A mail that comes before then brings its reader along. */
const WARM_UP_MS = 2_000;

const log = logger('email');

@Injectable()
export class MailProcessor implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly inHand = new Set<string>();
  private readonly reading = new Map<string, number>();
  private ready: ReadMailItem[] = [];
  /** Since when the first of those has been waiting. */
  private readySince = 0;
  private readonly loop = new WorkLoop('mail-processor', POLL_MS, () => this.turn());
  private readonly leases = new WorkLoop('mail-leases', RENEW_MS, () => this.renew());
  private stopListening: (() => void) | undefined;
  private warming: NodeJS.Timeout | undefined;

  constructor(
    private readonly mailboxes: Mailboxes,
    private readonly queue: MailQueue,
    private readonly filer: MailFiler,
    private readonly pool: ParsePool,
    private readonly files: FileStore,
    private readonly wakeups: Wakeups,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    // Not at once: loading the readers would take the cores from a house that is still opening its doors.
    this.warming = setTimeout(() => void this.pool.warmUp(), WARM_UP_MS).unref();
    await this.mailboxes.ensure();
    this.stopListening = this.wakeups.on('mail', () => this.loop.poke());
    this.loop.start();
    this.leases.start();
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.warming);
    this.stopListening?.();
    await Promise.all([this.loop.stop(), this.leases.stop()]);
    await this.pool.close();
  }

  /** Never waits for a reader: a mail that takes its time delays no other for long. */
  private async turn(): Promise<boolean> {
    const room = Math.min(GROUP, AHEAD - this.inHand.size);
    const claimed = room > 0 ? await this.queue.claim(room) : [];
    for (const mail of claimed) void this.read(mail);
    const group = this.takeReady();
    if (group.length > 0) await this.file(group);
    return claimed.length > 0 || group.length > 0;
  }

  /** The next group in order of arrival, up to the first mail that is still being read and not yet late. */
  private takeReady(): ReadMailItem[] {
    const now = performance.now();
    const mayGather = this.reading.size > 0 && now - this.readySince < GATHER_MS;
    if (mayGather && this.ready.length < GROUP) return [];
    const awaited = [...this.reading].filter(([, begun]) => now - begun < PATIENCE_MS).map(([id]) => id);
    const first = awaited.reduce((least, id) => (id < least ? id : least), '~');
    const group = this.ready
      .filter((item) => item.claimed.id < first)
      .sort((a, b) => (a.claimed.id < b.claimed.id ? -1 : 1))
      .slice(0, GROUP);
    this.ready = this.ready.filter((item) => !group.includes(item));
    this.readySince = now;
    return group;
  }

  private async read(claimed: ClaimedMail): Promise<void> {
    this.inHand.add(claimed.id);
    // Nobody overtakes while the readers still load: that says nothing about this mail.
    this.reading.set(claimed.id, Number.POSITIVE_INFINITY);
    try {
      await this.pool.warmUp();
      this.reading.set(claimed.id, performance.now());
      const mail = await this.pool.read(
        this.files.locate(claimed.sha256),
        Number(claimed.size),
        claimed.envelope.from,
      );
      await this.keepAttachments(mail);
      crashPoint('after-parse');
      if (this.ready.length === 0) this.readySince = performance.now();
      this.ready.push({ claimed, mail });
    } catch (error) {
      this.inHand.delete(claimed.id);
      if (error instanceof UnreadableMail) await this.giveBack(claimed.id, error.message);
      else log.warn({ err: error, rawMail: claimed.id }, 'reading was interrupted; will be tried again');
    }
    this.reading.delete(claimed.id);
    this.loop.poke();
  }

  private async file(group: ReadMailItem[]): Promise<void> {
    try {
      await this.filer.file(group);
    } catch (error) {
      // One bad row must not hold back the others of its group; alone it shows itself.
      if (group.length > 1 && !isDatabaseAway(error)) {
        for (const item of group) await this.file([item]);
        return;
      }
      if (isDatabaseAway(error)) throw error;
      const [item] = group;
      if (item) await this.giveBack(item.claimed.id, error instanceof Error ? error.message : String(error));
    } finally {
      for (const item of group) this.inHand.delete(item.claimed.id);
    }
  }

  private async giveBack(id: string, reason: string): Promise<void> {
    try {
      await this.queue.countFailure(id, reason);
      log.warn({ rawMail: id, reason }, 'a mail could not be processed');
    } catch (error) {
      log.warn({ err: error, rawMail: id }, 'the failure could not be counted; the lease runs out by itself');
    }
  }

  private async keepAttachments(mail: ReceivedMail): Promise<void> {
    for (const attachment of [...mail.attachments, ...mail.attachedMails.flatMap((one) => one.attachments)]) {
      if (!(await this.files.has(attachment.sha256))) await this.files.put(contentOf(attachment));
      if (attachment.spool) await rm(attachment.spool, { force: true });
      delete attachment.bytes;
      delete attachment.spool;
    }
  }

  private async renew(): Promise<boolean> {
    await this.queue.renew([...this.inHand]);
    return false;
  }
}

function contentOf(attachment: ReadAttachment): Parameters<FileStore['put']>[0] {
  return attachment.spool ? createReadStream(attachment.spool) : Buffer.from(attachment.bytes ?? []);
}

/** Connection faults say nothing about the mail: SQLSTATE classes 08, 53, 57 and errors without a state. */
function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as Error & { code?: unknown }).code;
  if (typeof code === 'string') return /^(08|53|57|58|40)/.test(code) || /^E[A-Z]+$/.test(code);
  return /connection|terminat|timeout/i.test(error.message);
}
