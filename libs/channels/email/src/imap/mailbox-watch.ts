/** One IMAP folder, watched for ever: connect, take in what is new by UID, sleep in IDLE, reconnect with patience. */
import { setTimeout as sleep } from 'node:timers/promises';
import { logger } from '@lib/platform';
import type { ImapFlow } from 'imapflow';
import type { MailStore } from '../mail-store.js';
import type { LoginNow } from '../settings/mail-connection.js';
import { nameFault } from '../settings/mail-fault.js';
import { FiledMail } from './filed-mail.js';
import type { ImapAccount } from './imap-address.js';
import type { MailboxCursor } from './mailbox-cursor.js';
import type { MailboxLeases } from './mailbox-leases.js';
import { NewMail } from './new-mail.js';

/** IDLE dies silently often enough that we also look by ourselves. */
const POLL_MS = 60_000;
const LEASE_POLL_MS = 5_000;
const HEALTHY_MS = 60_000;
const MAX_BACKOFF_MS = 300_000;
/** While an outage is young its end is met within half a minute. */
const YOUNG_OUTAGE_MS = 10 * 60_000;
const YOUNG_BACKOFF_MS = 25_000;
const AUTH_PAUSE_MS = 15 * 60_000;
/** A server that says how long to wait is believed, but not for ever. */
const MAX_THROTTLE_MS = 3_600_000;
/** While mail pours in, the flags of many are set together. */
const FLAG_MS = 1_000;

const log = logger('email');

interface ImapFault extends Error {
  authenticationFailed?: boolean;
  throttleReset?: number;
}

/** What a watch stands on. */
export interface WatchGround {
  store: MailStore;
  cursor: MailboxCursor;
  leases: MailboxLeases;
  /** A silent wire is asked after this long, and given up after twice as long. */
  socketTimeoutMs: number;
}

export class MailboxWatch {
  private readonly stopping = new AbortController();
  private readonly newMail: NewMail;
  private readonly filedMail: FiledMail;
  private readonly cursor: MailboxCursor;
  private running: Promise<void> | undefined;
  private wake: () => void = () => undefined;
  private woken = false;
  private failures = 0;
  private failingSince: number | undefined;
  private renewed = false;
  private login: LoginNow | undefined;
  private flaggedAt = 0;
  private flagTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly account: ImapAccount,
    private readonly mailboxId: string,
    private readonly ground: WatchGround,
  ) {
    this.cursor = ground.cursor;
    this.newMail = new NewMail(account, mailboxId, ground.store, ground.cursor, () => this.stopped);
    this.filedMail = new FiledMail(account, mailboxId, ground.cursor);
  }

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
      if (!(await this.ground.leases.hold(this.mailboxId))) {
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
    const client = await this.client();
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
      this.renewed = false;
      await client.mailboxOpen(this.account.folder);
      while (!this.stopped && client.usable) {
        this.woken = false;
        if (!(await this.ground.leases.hold(this.mailboxId))) return;
        await this.newMail.take(client);
        await this.tidy(client);
        await this.well();
        await this.waitForNews(client);
      }
      if (!this.stopped) throw fault ?? new Error('the server closed the connection');
    } finally {
      this.stopping.signal.removeEventListener('abort', leave);
      client.close();
    }
  }

  private async client(): Promise<ImapFlow> {
    this.login = await this.account.login?.();
    // Fetched by those who watch a mailbox: loading it takes longer than any other package of the house.
    const imap = await import('imapflow');
    return new imap.ImapFlow({
      ...this.account.connection,
      ...(this.login && { auth: this.login }),
      logger: false,
      socketTimeout: this.ground.socketTimeoutMs,
      maxIdleTime: 4 * 60_000,
      connectionTimeout: 20_000,
      greetingTimeout: 10_000,
      autoIdleDelay: 50,
    });
  }

  private async tidy(client: ImapFlow): Promise<void> {
    const wait = this.flaggedAt + FLAG_MS - Date.now();
    if (wait > 0) {
      clearTimeout(this.flagTimer);
      this.flagTimer = setTimeout(() => this.poke(), wait);
      return;
    }
    this.flaggedAt = Date.now();
    await this.filedMail.tidy(client);
  }

  private async well(): Promise<void> {
    if (this.failingSince !== undefined)
      log.info(
        { mailbox: this.account.mailbox, seconds: Math.round((Date.now() - this.failingSince) / 1_000) },
        'the mailbox is read again',
      );
    this.failingSince = undefined;
    await this.cursor.tell(this.mailboxId, { state: 'ok' });
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

  /** Told once in the log, however often it is tried; and to the people in charge by the mailbox's state. */
  private async report(error: ImapFault): Promise<number> {
    this.failures += 1;
    const { fault, detail } = nameFault(error, this.login);
    const denied = error.authenticationFailed === true;
    if (denied && (await this.anotherLogin())) return 0;
    const outageMs = Date.now() - (this.failingSince ?? Date.now());
    const pause = pauseMs(error, { failures: this.failures, outageMs }, Math.random());
    if (this.failingSince === undefined)
      log.warn({ err: detail, fault, mailbox: this.account.mailbox }, 'the mailbox cannot be read');
    this.failingSince ??= Date.now();
    const retryAt = new Date(Date.now() + pause);
    await this.cursor
      .tell(this.mailboxId, { state: denied ? 'auth-failed' : 'backoff', fault, detail, retryAt })
      .catch(() => undefined);
    return pause;
  }

  /** A token may end between two looks at it: one try with a new one, then it is a matter for people. */
  private async anotherLogin(): Promise<boolean> {
    if (this.renewed || !this.login || !this.account.refused) return false;
    this.renewed = true;
    return this.account.refused(this.login).catch(() => false);
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}

/** How long to leave the server alone. Full jitter, so that many mailboxes of one server do not come back in step. */
export function pauseMs(
  { authenticationFailed, throttleReset }: Pick<ImapFault, 'authenticationFailed' | 'throttleReset'>,
  { failures, outageMs }: { failures: number; outageMs: number },
  chance: number,
): number {
  if (authenticationFailed) return AUTH_PAUSE_MS;
  if (throttleReset !== undefined) return Math.min(Math.max(throttleReset, 1_000), MAX_THROTTLE_MS);
  const most = outageMs < YOUNG_OUTAGE_MS ? YOUNG_BACKOFF_MS : MAX_BACKOFF_MS;
  const ceiling = Math.min(most, 1_000 * 2 ** Math.min(failures - 1, 20));
  return Math.round(250 + chance * ceiling);
}
