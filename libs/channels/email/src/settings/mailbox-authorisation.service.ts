/** Permission from a mail provider: the way to its page and back (state, PKCE), used once, by the administrator who began it. */
import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Problem, type GivenMailPermission, type MailPermissionPage } from '@lib/contracts';
import { Wakeups } from '@lib/bus';
import { Database } from '@lib/database';
import { CONFIG, logger, requireRole, Secrets, type Config, type Principal } from '@lib/platform';
import { readMailbox, type MailboxRecord } from './mailbox-rows.js';
import { MailboxSecrets } from './mailbox-secrets.js';
import { MAILBOXES_CHANGED, returnUrl } from './mailbox-settings.service.js';
import { nameFault } from './mail-fault.js';
import { authorisationUrl, type OAuthLogin } from './oauth-issuers.js';
import { askForTokens } from './token-endpoint.js';

const PURPOSE = 'mail-permission';
const log = logger('email');

@Injectable()
export class MailboxAuthorisation {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly kept: MailboxSecrets,
    private readonly wakeups: Wakeups,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The page of the provider to go to; the way back is open for ten minutes. Errors: `forbidden`, `not-found`, `invalid-input` without OAuth. */
  async begin(principal: Principal, mailboxId: string): Promise<MailPermissionPage> {
    requireRole(principal, 'admin');
    const { login } = await this.mailbox(mailboxId);
    const state = this.secrets.token();
    const verifier = this.secrets.token(48);
    const stateHash = hash(state);
    await this.database.query(
      `WITH old AS (DELETE FROM email.authorisation WHERE expires_at < now() OR mailbox_id = $2)
       INSERT INTO email.authorisation (state_hash, mailbox_id, agent_id, sealed_verifier, expires_at)
       VALUES ($1, $2, $3, $4, now() + interval '10 minutes')`,
      [stateHash, mailboxId, principal.agentId, this.secrets.seal(PURPOSE, verifier, stateHash)],
    );
    return {
      url: authorisationUrl(login, {
        state,
        challenge: hash(verifier),
        returnUrl: returnUrl(this.config),
      }),
    };
  }

  /** Exchanges the code and keeps the tokens. Answers whose mailbox it was. Errors: `forbidden`, `authorisation-failed`. */
  async finish(principal: Principal, given: GivenMailPermission): Promise<{ mailboxId: string }> {
    requireRole(principal, 'admin');
    const stateHash = hash(given.state);
    const [way] = await this.database.query<{ mailboxId: string; verifier: string }>(
      `DELETE FROM email.authorisation WHERE state_hash = $1 AND agent_id = $2 AND expires_at > now()
       RETURNING mailbox_id AS "mailboxId", sealed_verifier AS verifier`,
      [stateHash, principal.agentId],
    );
    const verifier = way && this.secrets.unseal(PURPOSE, way.verifier, stateHash);
    if (!way || !verifier) throw new Problem('authorisation-failed', 'The way back was not open any more');
    if (given.code === undefined) throw new Problem('authorisation-failed', given.error);
    const { login } = await this.mailbox(way.mailboxId);
    const tokens = await this.exchange(way.mailboxId, login, given.code, verifier);
    await this.keep(way.mailboxId, login, tokens);
    this.wakeups.poke(MAILBOXES_CHANGED);
    return { mailboxId: way.mailboxId };
  }

  private async exchange(mailboxId: string, login: OAuthLogin, code: string, verifier: string) {
    const { clientSecret } = this.kept.open(await this.mailbox(mailboxId));
    try {
      return await askForTokens(login, clientSecret, {
        grant_type: 'authorization_code',
        code,
        redirect_uri: returnUrl(this.config),
        code_verifier: verifier,
      });
    } catch (error) {
      const { fault, detail } = nameFault(error);
      log.warn({ mailboxId, fault, err: detail }, 'a mail provider gave no tokens');
      throw new Problem('authorisation-failed', detail);
    }
  }

  /** A new version, so that whoever holds the mailbox connects anew; an issuer that gives no new refresh token means the old one. */
  private keep(
    mailboxId: string,
    login: OAuthLogin,
    tokens: Awaited<ReturnType<typeof askForTokens>>,
  ): Promise<void> {
    return this.database.transaction(async (tx) => {
      await tx.query(`SELECT 1 FROM email.mailbox WHERE id = $1 FOR NO KEY UPDATE`, [mailboxId]);
      const now = await readMailbox(tx, mailboxId);
      if (!now || JSON.stringify(now.login) !== JSON.stringify(login))
        throw new Problem('authorisation-failed', 'The mailbox was changed meanwhile');
      const before = this.kept.open(now);
      const sealed = this.kept.seal(mailboxId, {
        ...before,
        accessToken: tokens.accessToken,
        renewAt: tokens.renewAt,
        refreshToken: tokens.refreshToken ?? before.refreshToken,
      });
      await tx.query(
        `UPDATE email.mailbox SET sealed = $2, retries_asked = retries_asked + 1, retry_at = NULL WHERE id = $1`,
        [mailboxId, sealed],
      );
    });
  }

  private async mailbox(id: string): Promise<MailboxRecord & { login: OAuthLogin }> {
    const mailbox = await readMailbox(this.database, id);
    if (!mailbox || mailbox.removedAt) throw new Problem('not-found');
    const { login } = mailbox;
    if (login?.kind !== 'oauth2') throw new Problem('invalid-input', 'This mailbox logs in with a password');
    if (login.grant === 'app')
      throw new Problem('invalid-input', 'This mailbox needs nobody’s permission here');
    return { ...mailbox, login };
  }
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');
