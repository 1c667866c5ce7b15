/** From settings to what the mail libraries take: encrypted, certificate checked, and no password over a wire that is not. */
import type { MailServer } from '@lib/contracts';
import type { ImapFlowOptions } from 'imapflow';
import type { Options as SmtpOptions } from 'nodemailer/lib/smtp-connection';

/** With what one logs in at this moment: a password, or a token that is still good. */
export type LoginNow =
  { user: string; pass: string } | { user: string; accessToken: string; byApp?: boolean };

export interface ServerAndTrust {
  server: MailServer;
  /** A certificate authority of one's own, beside the ones every computer knows. */
  authority: string | null;
}

export function imapConnection({ server, authority }: ServerAndTrust): Omit<ImapFlowOptions, 'auth'> {
  const { host, port, security } = server;
  return {
    host: bare(host),
    port,
    secure: security === 'tls',
    // Without TLS from the start the upgrade is demanded: a stripped STARTTLS must not get the password.
    doSTARTTLS: security === 'tls' ? undefined : security === 'starttls',
    tls: trust(authority),
  };
}

export function smtpConnection({ server, authority }: ServerAndTrust): SmtpOptions {
  const { host, port, security } = server;
  return {
    host: bare(host),
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: trust(authority),
  };
}

const bare = (host: string): string => host.replace(/^\[|\]$/g, '');

const trust = (authority: string | null) => ({
  minVersion: 'TLSv1.2' as const,
  ...(authority !== null && { ca: authority }),
});
