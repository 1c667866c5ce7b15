/** With what a mailbox logs in at this moment: its password, or a token that one process at a time renews under the row's lock. */
import { Injectable } from '@nestjs/common';
import { Database } from '@lib/database';
import { Reauthorise } from './mail-fault.js';
import type { LoginNow } from './mail-connection.js';
import { readMailbox } from './mailbox-rows.js';
import { MailboxSecrets, type MailSecrets } from './mailbox-secrets.js';
import type { OAuthLogin } from './oauth-issuers.js';
import { askAsApp, askForTokens, type Tokens } from './token-endpoint.js';

@Injectable()
export class MailboxLogins {
  constructor(
    private readonly database: Database,
    private readonly secrets: MailboxSecrets,
  ) {}

  /** Errors: `Reauthorise` when only a person can help. */
  async now(mailboxId: string): Promise<LoginNow> {
    const mailbox = await readMailbox(this.database, mailboxId);
    if (!mailbox?.login) throw new Reauthorise('the mailbox has no login');
    const { login } = mailbox;
    if (login.kind === 'password') {
      const { password } = this.secrets.open(mailbox);
      if (password === undefined) throw new Reauthorise('the password is to be given again');
      return { user: login.user, pass: password };
    }
    const kept = this.secrets.open(mailbox);
    const accessToken = fresh(kept) ?? (await this.renewed(mailboxId));
    return { user: login.user, accessToken, ...(login.grant === 'app' && { byApp: true }) };
  }

  /** The server did not take it: the next login asks for another. False when there is nothing to renew. */
  async refused(mailboxId: string, login: LoginNow): Promise<boolean> {
    if (!('accessToken' in login)) return false;
    return this.database.transaction(async (tx) => {
      await tx.query(`SELECT 1 FROM email.mailbox WHERE id = $1 FOR NO KEY UPDATE`, [mailboxId]);
      const mailbox = await readMailbox(tx, mailboxId);
      if (!mailbox) return false;
      const kept = this.secrets.open(mailbox);
      if (kept.refreshToken === undefined && !login.byApp) return false;
      if (kept.accessToken === login.accessToken) {
        const sealed = this.secrets.seal(mailboxId, { ...kept, renewAt: 0 });
        await tx.query(`UPDATE email.mailbox SET sealed = $2 WHERE id = $1`, [mailboxId, sealed]);
      }
      return true;
    });
  }

  private renewed(mailboxId: string): Promise<string> {
    return this.database.transaction(async (tx) => {
      // A weaker lock than for deleting: mail for this mailbox goes on being stored while the issuer thinks.
      await tx.query(`SELECT 1 FROM email.mailbox WHERE id = $1 FOR NO KEY UPDATE`, [mailboxId]);
      const mailbox = await readMailbox(tx, mailboxId);
      const login = mailbox?.login;
      if (!mailbox || login?.kind !== 'oauth2') throw new Reauthorise('the mailbox has no such login');
      const kept = this.secrets.open(mailbox);
      // Somebody else may have renewed it while we waited for the row.
      const meanwhile = fresh(kept);
      if (meanwhile !== undefined) return meanwhile;
      const tokens = await tokensFor(login, kept);
      const next: MailSecrets = {
        ...kept,
        accessToken: tokens.accessToken,
        renewAt: tokens.renewAt,
        refreshToken: tokens.refreshToken ?? kept.refreshToken,
      };
      await tx.query(`UPDATE email.mailbox SET sealed = $2 WHERE id = $1`, [
        mailboxId,
        this.secrets.seal(mailboxId, next),
      ]);
      return tokens.accessToken;
    });
  }
}

function tokensFor(login: OAuthLogin, { clientSecret, refreshToken }: MailSecrets): Promise<Tokens> {
  if (login.grant === 'app') return askAsApp(login, clientSecret);
  if (refreshToken === undefined) throw new Reauthorise('permission was never given');
  return askForTokens(login, clientSecret, { grant_type: 'refresh_token', refresh_token: refreshToken });
}

function fresh({ accessToken, renewAt }: MailSecrets): string | undefined {
  return accessToken !== undefined && renewAt !== undefined && renewAt > Date.now() ? accessToken : undefined;
}
