/** Takes in what is new in an open folder: by UID, in ranges, bytes and cursor together; it may be cut short anywhere and goes on there. */
import { crashPoint, logger } from '@lib/platform';
import type { FetchMessageObject, ImapFlow } from 'imapflow';
import type { FetchedMail, MailStore } from '../mail-store.js';
import type { ImapAccount } from './imap-address.js';
import type { MailboxCursor } from './mailbox-cursor.js';

const GROUP_MAILS = 50;
const GROUP_BYTES = 8 * 1024 * 1024;
/** Larger mails are streamed one by one instead of being held in memory. */
const STREAM_BYTES = 5 * 1024 * 1024;
/**
 * So many are listed at a time: a folder of a million mails costs no more memory than one of a thousand, and nobody who talks
 * waits while a long list is read in one go.
 */
const RANGE_UIDS = 100;
const RESCAN_DAYS = 7;
const DAY_MS = 86_400_000;

const log = logger('email');

interface Listed {
  uid: number;
  size: number;
  internalDate: Date;
}

interface Start {
  uid: number;
  /** Mails that the server had before this are left where they are. */
  since: Date | null;
}

export class NewMail {
  constructor(
    private readonly account: ImapAccount,
    private readonly mailboxId: string,
    private readonly store: MailStore,
    private readonly cursor: MailboxCursor,
    private readonly stopped: () => boolean,
  ) {}

  /** Resolves when nothing new is left, or when it was told to stop. */
  async take(client: ImapFlow): Promise<void> {
    const folder = client.mailbox;
    if (!folder) throw new Error('no folder is open');
    const { uidValidity, uidNext } = folder;
    const from = await this.startingPoint(uidValidity, uidNext);
    if (from.since === null && uidNext - from.uid <= RANGE_UIDS) {
      await this.takeListed(client, uidValidity, from, `${from.uid}:*`);
      return;
    }
    const uids = await uidsOf(client, from);
    for (let at = 0; at < uids.length && !this.stopped(); at += RANGE_UIDS) {
      await this.cursor.remaining(this.mailboxId, uids.length - at);
      await this.takeListed(client, uidValidity, from, uids.slice(at, at + RANGE_UIDS).join(','));
    }
    if (this.stopped()) return;
    // What was looked at and left alone is not looked at again.
    await this.cursor.move(this.mailboxId, uidValidity, Math.max(uidNext - 1, uids.at(-1) ?? 0));
  }

  private async takeListed(client: ImapFlow, uidValidity: bigint, from: Start, range: string): Promise<void> {
    const listed: Listed[] = [];
    for await (const found of client.fetch(
      range,
      { uid: true, size: true, internalDate: true },
      { uid: true },
    )) {
      const mail = { uid: found.uid, size: found.size ?? 0, internalDate: dateOf(found) };
      // A range to "*" always names the last message, even when nothing is new.
      if (mail.uid >= from.uid && (from.since === null || mail.internalDate >= from.since)) listed.push(mail);
    }
    listed.sort((a, b) => a.uid - b.uid);
    for (const group of grouped(listed)) {
      if (this.stopped()) return;
      const mails = await fetchGroup(client, group);
      const lastUid = group.at(-1)?.uid ?? from.uid;
      await this.store.keepFetched(mails, { mailboxId: this.mailboxId, uidValidity, lastUid });
      crashPoint('after-commit-before-ack');
    }
  }

  /** Cursor = (UIDVALIDITY, last UID). A new UIDVALIDITY means all UIDs are new: read again, bounded by date; twins fall out later. */
  private async startingPoint(uidValidity: bigint, uidNext: number): Promise<Start> {
    const saved = await this.cursor.read(this.mailboxId);
    if (saved.uidValidity === uidValidity) return { uid: saved.lastUid + 1, since: null };
    if (saved.uidValidity !== null) {
      log.warn(
        { mailbox: this.account.mailbox },
        'the folder was renumbered; its recent mails are read again',
      );
      const lastOk = saved.lastOkAt?.getTime() ?? Date.now();
      return { uid: 1, since: new Date(lastOk - RESCAN_DAYS * DAY_MS) };
    }
    await this.cursor.disown(this.mailboxId, uidValidity);
    if (this.account.importDays > 0)
      return { uid: 1, since: new Date(Date.now() - this.account.importDays * DAY_MS) };
    await this.cursor.move(this.mailboxId, uidValidity, uidNext - 1);
    return { uid: uidNext, since: null };
  }
}

/** Oldest first; the server knows dates by the day alone, so a day too many is left out afterwards. */
async function uidsOf(client: ImapFlow, from: Start): Promise<number[]> {
  const wanted = { uid: `${from.uid}:*`, ...(from.since && { since: from.since }) };
  const uids = (await client.search(wanted, { uid: true })) || [];
  return uids.filter((uid) => uid >= from.uid).sort((a, b) => a - b);
}

async function fetchGroup(client: ImapFlow, group: Listed[]): Promise<FetchedMail[]> {
  const [first] = group;
  if (first && group.length === 1 && first.size > STREAM_BYTES) {
    const { content } = await client.download(String(first.uid), undefined, { uid: true });
    // Somebody may have removed it between the listing and now.
    return content ? [{ uid: first.uid, internalDate: first.internalDate, source: content }] : [];
  }
  const range = group.map((mail) => mail.uid).join(',');
  const found = await client.fetchAll(range, { uid: true, source: true, internalDate: true }, { uid: true });
  return found
    .sort((a, b) => a.uid - b.uid)
    .filter((mail): mail is FetchMessageObject & { source: Buffer } => mail.source !== undefined)
    .map((mail) => ({ uid: mail.uid, internalDate: dateOf(mail), source: mail.source }));
}

function* grouped(mails: Listed[]): Generator<Listed[]> {
  let group: Listed[] = [];
  let bytes = 0;
  for (const mail of mails) {
    const alone = mail.size > STREAM_BYTES;
    if (group.length > 0 && (alone || group.length >= GROUP_MAILS || bytes + mail.size > GROUP_BYTES)) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(mail);
    bytes += mail.size;
    if (alone) {
      yield group;
      group = [];
      bytes = 0;
    }
  }
  if (group.length > 0) yield group;
}

function dateOf(mail: FetchMessageObject): Date {
  const date = new Date(mail.internalDate ?? Date.now());
  return Number.isNaN(date.getTime()) ? new Date() : date;
}
