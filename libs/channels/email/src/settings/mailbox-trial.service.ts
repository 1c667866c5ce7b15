/** What the wizard asks before anything is kept: which servers an address has, and whether they let us in. */
import { Injectable } from '@nestjs/common';
import {
  Problem,
  type FoundMailServers,
  type MailTestResult,
  type TestMailbox,
  type WriteMailbox,
} from '@lib/contracts';
import { Database } from '@lib/database';
import { requireRole, type Principal } from '@lib/platform';
import { testMailbox } from './connection-test.js';
import type { LoginNow } from './mail-connection.js';
import { Reauthorise } from './mail-fault.js';
import { MailboxLogins } from './mailbox-logins.js';
import { readMailbox, type MailboxRecord } from './mailbox-rows.js';
import { MailboxSecrets } from './mailbox-secrets.js';
import { findServers } from './server-finder.js';
import { askAsApp } from './token-endpoint.js';

/** Each holds two connections to somewhere for up to half a minute. */
const MOST_AT_ONCE = 4;

@Injectable()
export class MailboxTrial {
  private running = 0;

  constructor(
    private readonly database: Database,
    private readonly secrets: MailboxSecrets,
    private readonly logins: MailboxLogins,
  ) {}

  /** Errors: `forbidden`. */
  find(principal: Principal, address: string): Promise<FoundMailServers> {
    requireRole(principal, 'admin');
    return findServers(address);
  }

  /**
   * Administrators may name hosts of a private network: that is where mail servers often live. What a stranger's server says
   * comes back as a word of ours and one cleaned line. Errors: `forbidden`, `not-found`, `invalid-input` without a password,
   * `rate-limited`.
   */
  async test(principal: Principal, { settings, mailboxId }: TestMailbox): Promise<MailTestResult> {
    requireRole(principal, 'admin');
    const before = mailboxId === null ? null : await readMailbox(this.database, mailboxId);
    if (mailboxId !== null && !before) throw new Problem('not-found');
    if (this.running >= MOST_AT_ONCE) throw new Problem('rate-limited');
    const login = this.loginFor(settings, before);
    this.running += 1;
    try {
      return await testMailbox(settings, login);
    } finally {
      this.running -= 1;
    }
  }

  private loginFor(settings: WriteMailbox, before: MailboxRecord | null): () => Promise<LoginNow> {
    const { login } = settings;
    const { password, clientSecret, refreshToken, accessToken } = this.secrets.after(before, settings);
    if (login && password !== undefined) return () => Promise.resolve({ user: login.user, pass: password });
    if (login?.kind === 'oauth2' && login.grant === 'app')
      return once(async () => {
        const tokens = await askAsApp(login, clientSecret);
        return { user: login.user, accessToken: tokens.accessToken, byApp: true };
      });
    const authorised = before !== null && (refreshToken ?? accessToken) !== undefined;
    return () =>
      authorised ? this.logins.now(before.id) : Promise.reject(new Reauthorise('permission was never given'));
  }
}

/** Receiving and sending are tried side by side, with one token. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => (asked ??= ask());
}
