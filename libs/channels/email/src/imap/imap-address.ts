/** Reads `imaps://user:pass@host:port/INBOX?mailbox=support@example.com&import=7` into what a connection needs. */
import type { AfterFiling } from '@lib/contracts';
import type { ImapFlowOptions } from 'imapflow';
import type { LoginNow } from '../settings/mail-connection.js';

export interface ImapAccount {
  /** Our address whose mail this folder holds. */
  mailbox: string;
  folder: string;
  /** At the very first start: how many days back to take in; 0 begins with what arrives from now on. */
  importDays: number;
  afterFiling: AfterFiling;
  moveTo: string | null;
  connection: ImapFlowOptions;
  /** Asked before each connection when the login may change; else it is part of the connection. */
  login?: () => Promise<LoginNow>;
  /** The server did not take this login. True when the next one will be another. */
  refused?: (login: LoginNow) => Promise<boolean>;
}

export function readImapUrl(url: string, insecure: boolean): ImapAccount {
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(url);
  if (protocol !== 'imap:' && protocol !== 'imaps:')
    throw new Error(`IMAP_URL: ${protocol} is neither imap: nor imaps:`);
  const secure = protocol === 'imaps:';
  const user = decodeURIComponent(username);
  return {
    mailbox: (searchParams.get('mailbox') ?? user).toLowerCase(),
    folder: decodeURIComponent(pathname.slice(1)) || 'INBOX',
    importDays: Math.max(0, Number(searchParams.get('import') ?? 0) || 0),
    afterFiling: 'flag',
    moveTo: null,
    connection: {
      host: hostname,
      port: port === '' ? (secure ? 993 : 143) : Number(port),
      secure,
      // Without TLS from the start the upgrade is demanded: a stripped STARTTLS must not get the password.
      doSTARTTLS: secure ? undefined : !insecure,
      tls: insecure ? { rejectUnauthorized: false } : undefined,
      auth: { user, pass: decodeURIComponent(password) },
    },
  };
}
