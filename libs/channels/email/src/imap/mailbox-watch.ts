/** One IMAP folder, watched for ever: connect, take in what is new by UID, sleep in IDLE, reconnect with patience. */
import { setTimeout as sleep } from 'node:timers/promises';
import { crashPoint, logger } from '@lib/platform';
import type { FetchMessageObject, ImapFlow } from 'imapflow';
import type { FetchedMail, MailStore } from '../mail-store.js';
import type { ImapAccount } from './imap-address.js';
import type { MailboxCursor } from './mailbox-cursor.js';
import type { MailboxLeases } from './mailbox-leases.js';

/** IDLE dies silently often enough that we also look by ourselves. */
const POLL_MS = 60_000;
const LEASE_POLL_MS = 5_000;
const HEALTHY_MS = 60_000;
const MAX_BACKOFF_MS = 300_000;
const AUTH_PAUSE_MS = 15 * 60_000;
const GROUP_MAILS = 50;
const GROUP_BYTES = 8 * 1024 * 1024;
/** Larger mails are streamed one by one instead of being held in memory. */
const STREAM_BYTES = 5 * 1024 * 1024;
const RESCAN_DAYS = 7;
const DAY_MS = 86_400_000;
/** While mail pours in, the flags of many are set together. */
const FLAG_MS = 1_000;

const log = logger('email');

interface Listed {
  uid: number;
  size: number;
  internalDate: Date;
}

interface ImapFault extends Error {
  authenticationFailed?: boolean;
  throttleReset?: number;
}

export class MailboxWatch {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private wake: () => void = () => undefined;
  private woken = false;
  private failures = 0;
  private flaggedAt = 0;
  private flagTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly account: ImapAccount,
    private readonly mailboxId: string,
    private readonly store: MailStore,
    private readonly cursor: MailboxCursor,
    private readonly leases: MailboxLeases,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Something may be new, on the server or in the database. */
  poke(): void {
    this.woken = true;
    this.wake();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.flagTimer);
    this.wake();
    await this.running;
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      if (!(await this.leases.hold(this.mailboxId))) {
        await this.pause(LEASE_POLL_MS);
        continue;
      }
      const begun = Date.now();
      try {
        await this.session();
      } catch (error) {
        if (this.stopped) return;
        if (Date.now() - begun > HEALTHY_MS) this.failures = 0;
        await this.pause(await this.report(error as ImapFault));
      }
    }
  }

  /** imapflow never reconnects by itself: every try is a new client. */
  private async session(): Promise<void> {
    // Fetched by those who watch a mailbox: loading it takes longer than any other package of the house.
    const imap = await import('imapflow');
    const client = new imap.ImapFlow({
      ...this.account.connection,
      logger: false,
      socketTimeout: 60_000,
      maxIdleTime: 4 * 60_000,
      connectionTimeout: 20_000,
      greetingTimeout: 10_000,
      autoIdleDelay: 50,
    });
    let fault: Error | undefined;
    client.on('error', (error: Error) => {
      fault = error;
      this.poke();
    });
    // Remembered, not only said: it may come while we are busy and nobody waits yet.
    client.on('close', () => this.poke());
    client.on('exists', () => this.poke());
    const leave = (): void => client.close();
    this.stopping.signal.addEventListener('abort', leave);
    try {
      await client.connect();
      await client.mailboxOpen(this.account.folder);
      while (!this.stopped && client.usable) {
        this.woken = false;
        if (!(await this.leases.hold(this.mailboxId))) return;
        await this.takeNew(client);
        await this.flagDone(client);
        await this.cursor.tell(this.mailboxId, 'ok', null);
        await this.waitForNews(client);
      }
      if (!this.stopped) throw fault ?? new Error('the server closed the connection');
    } finally {
      this.stopping.signal.removeEventListener('abort', leave);
      client.close();
    }
  }

  private async takeNew(client: ImapFlow): Promise<void> {
    const folder = client.mailbox;
    if (!folder) throw new Error('no folder is open');
    const { uidValidity } = folder;
    const from = await this.startingPoint(uidValidity, folder.uidNext);
    const listed: Listed[] = [];
    for await (const found of client.fetch(
      `${from.uid}:*`,
      { uid: true, size: true, internalDate: true },
      { uid: true },
    )) {
      const mail = { uid: found.uid, size: found.size ?? 0, internalDate: dateOf(found) };
      // A range to "*" always names the last message, even when nothing is new.
      if (mail.uid >= from.uid && mail.internalDate >= from.since) listed.push(mail);
    }
    listed.sort((a, b) => a.uid - b.uid);
    for (const group of grouped(listed)) {
      if (this.stopped) return;
      const mails = await this.fetchGroup(client, group);
      const lastUid = group.at(-1)?.uid ?? from.uid;
      await this.store.keepFetched(mails, { mailboxId: this.mailboxId, uidValidity, lastUid });
      crashPoint('after-commit-before-ack');
    }
  }

  /** Cursor = (UIDVALIDITY, last UID). A new UIDVALIDITY means all UIDs are new: read again, bounded by date; twins fall out later. */
  private async startingPoint(uidValidity: bigint, uidNext: number): Promise<{ uid: number; since: Date }> {
    const saved = await this.cursor.read(this.mailboxId);
    if (saved.uidValidity === uidValidity) return { uid: saved.lastUid + 1, since: new Date(0) };
    if (saved.uidValidity !== null) {
      log.warn(
        { mailbox: this.account.mailbox },
        'the folder was renumbered; its recent mails are read again',
      );
      const lastOk = saved.lastOkAt?.getTime() ?? Date.now();
      return { uid: 1, since: new Date(lastOk - RESCAN_DAYS * DAY_MS) };
    }
    if (this.account.importDays > 0)
      return { uid: 1, since: new Date(Date.now() - this.account.importDays * DAY_MS) };
    await this.cursor.move(this.mailboxId, uidValidity, uidNext - 1);
    return { uid: uidNext, since: new Date(0) };
  }

  private async fetchGroup(client: ImapFlow, group: Listed[]): Promise<FetchedMail[]> {
    const [first] = group;
    if (first && group.length === 1 && first.size > STREAM_BYTES) {
      const { content } = await client.download(String(first.uid), undefined, { uid: true });
      // Somebody may have removed it between the listing and now.
      return content ? [{ uid: first.uid, internalDate: first.internalDate, source: content }] : [];
    }
    const range = group.map((mail) => mail.uid).join(',');
    const found = await client.fetchAll(
      range,
      { uid: true, source: true, internalDate: true },
      { uid: true },
    );
    return found
      .sort((a, b) => a.uid - b.uid)
      .filter((mail): mail is FetchMessageObject & { source: Buffer } => mail.source !== undefined)
      .map((mail) => ({ uid: mail.uid, internalDate: dateOf(mail), source: mail.source }));
  }

  /** A courtesy to people who look into the mailbox; may be repeated, is never relied on. */
  private async flagDone(client: ImapFlow): Promise<void> {
    const folder = client.mailbox;
    if (!folder) return;
    const wait = this.flaggedAt + FLAG_MS - Date.now();
    if (wait > 0) {
      clearTimeout(this.flagTimer);
      this.flagTimer = setTimeout(() => this.poke(), wait);
      return;
    }
    this.flaggedAt = Date.now();
    for (;;) {
      const uids = await this.cursor.unflagged(this.mailboxId, folder.uidValidity);
      if (uids.length === 0) return;
      await client.messageFlagsAdd(uids.join(','), ['\\Seen', '$Ticketed'], { uid: true });
      await this.cursor.markFlagged(this.mailboxId, folder.uidValidity, uids);
    }
  }

  private async waitForNews(client: ImapFlow): Promise<void> {
    if (this.woken || this.stopped) return;
    const timer = new AbortController();
    const news = new Promise<void>((resolve) => {
      this.wake = resolve;
    });
    const late = sleep(POLL_MS, undefined, { signal: timer.signal }).then(
      () => client.noop(),
      () => undefined,
    );
    await Promise.race([news, late]);
    timer.abort();
    this.wake = () => undefined;
  }

  private async report(fault: ImapFault): Promise<number> {
    this.failures += 1;
    const denied = fault.authenticationFailed === true;
    if (this.failures === 1 || denied)
      log.warn({ err: fault.message, mailbox: this.account.mailbox }, 'the mailbox cannot be read');
    await this.cursor
      .tell(this.mailboxId, denied ? 'auth-failed' : 'backoff', fault.message)
      .catch(() => undefined);
    if (denied) return AUTH_PAUSE_MS;
    if (fault.throttleReset) return fault.throttleReset;
    return backoffMs(this.failures, Math.random());
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}

/** Full jitter, so that many mailboxes of one server do not come back in step. */
export function backoffMs(failures: number, chance: number): number {
  const ceiling = Math.min(MAX_BACKOFF_MS, 1_000 * 2 ** Math.min(failures - 1, 20));
  return Math.round(250 + chance * ceiling);
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
