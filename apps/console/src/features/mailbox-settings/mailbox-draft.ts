/** A mailbox as it is typed into the form, and the way between that and the contract. Pure. */
import type {
  AfterFiling,
  FoundMailServers,
  MailboxView,
  MailServer,
  OAuthGrant,
  OAuthIssuer,
  WriteMailbox,
} from '@lib/contracts';

export interface MailboxDraft {
  address: string;
  name: string;
  /** Empty: the queue that catches everything. */
  queueId: string;
  /** One a line. */
  aliases: string;
  receives: boolean;
  receiving: MailServer;
  folder: string;
  afterFiling: AfterFiling;
  moveTo: string;
  firstSyncDays: number;
  sends: boolean;
  sending: MailServer;
  loginKind: 'password' | 'oauth2';
  user: string;
  /** Empty: the one that is kept, if there is one. */
  password: string;
  issuer: OAuthIssuer;
  grant: OAuthGrant;
  tenant: string;
  clientId: string;
  clientSecret: string;
  authorizeUrl: string;
  tokenUrl: string;
  scope: string;
  authority: string;
  trustedServer: string;
}

const NO_SERVER: MailServer = { host: '', port: 993, security: 'tls' };

export function draftOf(mailbox: MailboxView): MailboxDraft {
  const { address, name, aliases, queueId, receiving, sending, login, authority, trustedServer } = mailbox;
  const oauth = login?.kind === 'oauth2' ? login : null;
  return {
    ...{ address, name, aliases: aliases.join('\n'), queueId: queueId ?? '' },
    receives: receiving !== null,
    receiving: receiving?.server ?? NO_SERVER,
    folder: receiving?.folder ?? 'INBOX',
    afterFiling: receiving?.afterFiling ?? 'flag',
    moveTo: receiving?.moveTo ?? '',
    firstSyncDays: receiving?.firstSyncDays ?? 0,
    sends: sending !== null,
    sending: sending ?? { ...NO_SERVER, port: 465 },
    loginKind: login?.kind ?? 'password',
    user: login?.user ?? address,
    password: '',
    issuer: oauth?.issuer ?? 'google',
    grant: oauth?.grant ?? 'person',
    tenant: oauth?.tenant ?? '',
    clientId: oauth?.clientId ?? '',
    clientSecret: '',
    authorizeUrl: oauth?.authorizeUrl ?? '',
    tokenUrl: oauth?.tokenUrl ?? '',
    scope: oauth?.scope ?? '',
    authority: authority ?? '',
    trustedServer: trustedServer ?? '',
  };
}

/** What was found out about an address, ready to be looked over. */
export function draftFor(address: string, found: FoundMailServers): MailboxDraft {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const byPage = found.login === 'google' || found.login === 'microsoft';
  return {
    ...{ address, name: '', aliases: '', queueId: '' },
    receives: true,
    receiving: found.receiving ?? { ...NO_SERVER, host: `imap.${domain}` },
    folder: 'INBOX',
    afterFiling: 'flag',
    moveTo: '',
    firstSyncDays: 0,
    sends: found.sending !== null,
    sending: found.sending ?? { host: `smtp.${domain}`, port: 465, security: 'tls' },
    loginKind: byPage ? 'oauth2' : 'password',
    user: address,
    password: '',
    issuer: found.login === 'microsoft' ? 'microsoft' : 'google',
    ...{ grant: 'person' as const, tenant: '' },
    ...{ clientId: '', clientSecret: '', authorizeUrl: '', tokenUrl: '', scope: '' },
    ...{ authority: '', trustedServer: '' },
  };
}

export function settingsOf(draft: MailboxDraft): WriteMailbox {
  const { address, name, receives, receiving, folder, afterFiling, moveTo, firstSyncDays } = draft;
  const needsLogin = receives || draft.sends;
  return {
    address: address.trim().toLowerCase(),
    name: name.trim(),
    queueId: draft.queueId || null,
    aliases: draft.aliases
      .split(/[\s,;]+/)
      .filter(Boolean)
      .map((alias) => alias.toLowerCase()),
    receiving: receives
      ? {
          server: serverOf(receiving),
          folder: folder.trim(),
          afterFiling,
          moveTo: afterFiling === 'move' ? moveTo.trim() || null : null,
          firstSyncDays,
        }
      : null,
    sending: draft.sends ? serverOf(draft.sending) : null,
    login: needsLogin ? loginOf(draft) : null,
    authority: draft.authority.trim() || null,
    trustedServer: draft.trustedServer.trim() || null,
  };
}

function loginOf(draft: MailboxDraft): WriteMailbox['login'] {
  const user = draft.user.trim();
  if (draft.loginKind === 'password')
    return { kind: 'password', user, ...(draft.password && { password: draft.password }) };
  const { issuer, clientId, clientSecret, authorizeUrl, tokenUrl, scope, tenant } = draft;
  return {
    ...{ kind: 'oauth2', user, issuer, clientId: clientId.trim() },
    // Google knows no application of its own, and only Microsoft knows directories.
    grant: issuer === 'google' ? 'person' : draft.grant,
    tenant: issuer === 'microsoft' ? tenant.trim().toLowerCase() || null : null,
    ...(clientSecret && { clientSecret }),
    authorizeUrl: authorizeUrl.trim() || null,
    tokenUrl: tokenUrl.trim() || null,
    scope: scope.trim() || null,
  };
}

const serverOf = ({ host, port, security }: MailServer): MailServer => ({
  host: host.trim().toLowerCase(),
  port,
  security,
});

/** The usual port follows the kind of encryption until somebody writes another. */
export function withSecurity(server: MailServer, security: MailServer['security']): MailServer {
  const usual: readonly (readonly [number, number])[] = [
    [993, 143],
    [465, 587],
  ];
  const pair = usual.find((ports) => ports.includes(server.port));
  const port = pair ? (security === 'tls' ? pair[0] : pair[1]) : server.port;
  return { ...server, security, port };
}
