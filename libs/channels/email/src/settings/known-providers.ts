/** Providers whose servers everybody knows: by the domain of an address, or by who takes the domain's mail. */
import type { FoundMailServers, MailProvider, MailServer } from '@lib/contracts';

type Known = Omit<FoundMailServers, 'by'> & { provider: MailProvider };

interface Entry {
  /** Domains of its own. */
  domains: readonly string[];
  /** Ends of the names of mail exchangers that take mail for its customers' domains. */
  exchangers?: readonly string[];
  receiving: MailServer;
  sending: MailServer;
  login: FoundMailServers['login'];
}

const tls = (host: string, port: number): MailServer => ({ host, port, security: 'tls' });
const starttls = (host: string, port: number): MailServer => ({ host, port, security: 'starttls' });
const both = (receiving: string, sending = receiving) => ({
  receiving: tls(receiving, 993),
  sending: tls(sending, 465),
});

const entries: Readonly<Record<MailProvider, Entry>> = {
  gmail: {
    domains: ['gmail.com', 'googlemail.com'],
    exchangers: ['.google.com', '.googlemail.com'],
    ...both('imap.gmail.com', 'smtp.gmail.com'),
    login: 'google',
  },
  microsoft: {
    domains: ['outlook.com', 'outlook.fr', 'hotmail.com', 'hotmail.fr', 'live.com', 'live.fr', 'msn.com'],
    exchangers: ['.protection.outlook.com', '.mx.microsoft'],
    receiving: tls('outlook.office365.com', 993),
    sending: starttls('smtp.office365.com', 587),
    login: 'microsoft',
  },
  yahoo: {
    domains: ['yahoo.com', 'yahoo.fr', 'yahoo.co.uk', 'ymail.com', 'aol.com'],
    exchangers: ['.yahoodns.net'],
    ...both('imap.mail.yahoo.com', 'smtp.mail.yahoo.com'),
    login: 'app-password',
  },
  icloud: {
    domains: ['icloud.com', 'me.com', 'mac.com'],
    exchangers: ['.mail.icloud.com'],
    receiving: tls('imap.mail.me.com', 993),
    sending: starttls('smtp.mail.me.com', 587),
    login: 'app-password',
  },
  fastmail: {
    domains: ['fastmail.com', 'fastmail.fm'],
    exchangers: ['.messagingengine.com'],
    ...both('imap.fastmail.com', 'smtp.fastmail.com'),
    login: 'app-password',
  },
  ovh: { domains: [], exchangers: ['.mail.ovh.net', '.ovh.net'], ...both('ssl0.ovh.net'), login: 'password' },
  ionos: {
    domains: [],
    exchangers: ['.ionos.fr', '.ionos.com', '.ionos.de', '.kundenserver.de', '.1and1.com', '.1and1.fr'],
    ...both('imap.ionos.com', 'smtp.ionos.com'),
    login: 'password',
  },
  gandi: { domains: [], exchangers: ['.mail.gandi.net'], ...both('mail.gandi.net'), login: 'password' },
  infomaniak: {
    domains: ['ik.me', 'etik.com'],
    exchangers: ['.infomaniak.ch', '.infomaniak.com'],
    ...both('mail.infomaniak.com'),
    login: 'password',
  },
  orange: {
    domains: ['orange.fr', 'wanadoo.fr'],
    ...both('imap.orange.fr', 'smtp.orange.fr'),
    login: 'password',
  },
  free: { domains: ['free.fr'], ...both('imap.free.fr', 'smtp.free.fr'), login: 'password' },
  laposte: {
    domains: ['laposte.net'],
    ...both('imap.laposte.net', 'smtp.laposte.net'),
    login: 'password',
  },
  sfr: { domains: ['sfr.fr', 'neuf.fr'], ...both('imap.sfr.fr', 'smtp.sfr.fr'), login: 'password' },
  gmx: {
    domains: ['gmx.de', 'gmx.net', 'gmx.at', 'gmx.ch'],
    receiving: tls('imap.gmx.net', 993),
    sending: starttls('mail.gmx.net', 587),
    login: 'password',
  },
  zoho: {
    domains: ['zoho.com', 'zohomail.com'],
    exchangers: ['.zoho.com', '.zoho.eu'],
    ...both('imap.zoho.com', 'smtp.zoho.com'),
    login: 'app-password',
  },
  'mailbox-org': {
    domains: ['mailbox.org'],
    exchangers: ['.mailbox.org'],
    ...both('imap.mailbox.org', 'smtp.mailbox.org'),
    login: 'password',
  },
  // Its mail is read through a program on this machine, which has a certificate of its own.
  'proton-bridge': {
    domains: ['proton.me', 'protonmail.com', 'pm.me'],
    exchangers: ['.protonmail.ch'],
    receiving: starttls('127.0.0.1', 1143),
    sending: starttls('127.0.0.1', 1025),
    login: 'app-password',
  },
};

const known = Object.entries(entries) as [MailProvider, Entry][];

export function providerOfDomain(domain: string): Known | null {
  return describe(known.find(([, { domains }]) => domains.includes(domain)));
}

export function providerOfExchanger(exchanger: string): Known | null {
  const name = `.${exchanger.toLowerCase().replace(/\.$/, '')}`;
  return describe(known.find(([, { exchangers }]) => exchangers?.some((end) => name.endsWith(end))));
}

function describe(found: [MailProvider, Entry] | undefined): Known | null {
  if (!found) return null;
  const [provider, { receiving, sending, login }] = found;
  return { provider, receiving, sending, login };
}
