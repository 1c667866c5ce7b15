/** The issuers of tokens: where one asks for permission, where tokens are given, and what is asked for. Pure. */
import type { StoredLogin } from './mailbox-rows.js';

export type OAuthLogin = Extract<StoredLogin, { kind: 'oauth2' }>;

interface Issuer {
  authorizeUrl: string;
  tokenUrl: string;
  scope: string;
  /** Of the application itself; empty where the issuer knows no such thing. */
  appScope: string;
  /** What this issuer wants to hear besides. */
  extra: Readonly<Record<string, string>>;
}

const known: Readonly<Record<'google' | 'microsoft', Issuer>> = {
  google: {
    authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
    tokenUrl: 'https://oauth2.googleapis.com/token',
    scope: 'https://mail.google.com/',
    appScope: '',
    // Without both of these a second permission comes without a refresh token.
    extra: { access_type: 'offline', prompt: 'consent' },
  },
  microsoft: {
    authorizeUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
    tokenUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    scope:
      'https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access',
    appScope: 'https://outlook.office365.com/.default',
    extra: { prompt: 'select_account' },
  },
};

/** A tenant's own addresses replace the issuer's usual ones. */
export function issuerOf({ issuer, authorizeUrl, tokenUrl, scope, tenant }: OAuthLogin): Issuer {
  const usual = issuer === 'custom' ? null : known[issuer];
  const directory = (url: string | undefined): string =>
    tenant === null ? (url ?? '') : (url ?? '').replace('/common/', `/${encodeURIComponent(tenant)}/`);
  return {
    authorizeUrl: authorizeUrl ?? directory(usual?.authorizeUrl),
    tokenUrl: tokenUrl ?? directory(usual?.tokenUrl),
    scope: scope ?? usual?.scope ?? '',
    appScope: scope ?? usual?.appScope ?? '',
    extra: usual?.extra ?? {},
  };
}

export interface AuthorisationQuestion {
  state: string;
  /** SHA-256 of the verifier, base64url (RFC 7636). */
  challenge: string;
  returnUrl: string;
}

export function authorisationUrl(login: OAuthLogin, question: AuthorisationQuestion): string {
  const { authorizeUrl, scope, extra } = issuerOf(login);
  const url = new URL(authorizeUrl);
  const values = {
    response_type: 'code',
    client_id: login.clientId,
    redirect_uri: question.returnUrl,
    scope,
    state: question.state,
    code_challenge: question.challenge,
    code_challenge_method: 'S256',
    login_hint: login.user,
    ...extra,
  };
  for (const [name, value] of Object.entries(values)) if (value) url.searchParams.set(name, value);
  return url.href;
}
