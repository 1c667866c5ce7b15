/** From an address to the servers of its mail: a known provider, else what the domain says of itself, else a name that exists. */
import { Resolver } from 'node:dns/promises';
import type { FoundMailServers, MailServer } from '@lib/contracts';
import { providerOfDomain, providerOfExchanger } from './known-providers.js';

/** The questions asked of the name service; a test gives its own answers. */
export interface Names {
  exchangers(domain: string): Promise<string[]>;
  services(name: string): Promise<{ host: string; port: number }[]>;
  exists(host: string): Promise<boolean>;
}

const NOTHING: FoundMailServers = {
  by: 'nothing',
  provider: null,
  receiving: null,
  sending: null,
  login: 'password',
};
/** Reserved for tests and private use: no name service can know them. */
const UNASKED = /(^|\.)(test|invalid|example|localhost|local)$/;

/** Never throws: what cannot be found out is asked of the person. */
export async function findServers(address: string, names: Names = nameService()): Promise<FoundMailServers> {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  const byDomain = providerOfDomain(domain);
  if (byDomain) return { by: 'provider', ...byDomain };
  if (UNASKED.test(domain)) return NOTHING;
  const [byExchanger, receiving, sending] = await Promise.all([
    exchangerOf(domain, names),
    receivingOf(domain, names),
    sendingOf(domain, names),
  ]);
  // What the domain says of itself is meant for programs like this one; who takes its mail is a good guess.
  if (receiving?.said) return found('domain', receiving.server, sending?.server ?? null);
  if (byExchanger) return { by: 'provider', ...byExchanger };
  if (receiving) return found('guess', receiving.server, sending?.server ?? null);
  return NOTHING;
}

const found = (
  by: FoundMailServers['by'],
  receiving: MailServer,
  sending: MailServer | null,
): FoundMailServers => ({ by, provider: null, receiving, sending, login: 'password' });

async function exchangerOf(domain: string, names: Names) {
  for (const exchanger of await names.exchangers(domain)) {
    const provider = providerOfExchanger(exchanger);
    if (provider) return provider;
  }
  return null;
}

interface Candidate {
  server: MailServer;
  said: boolean;
}

async function receivingOf(domain: string, names: Names): Promise<Candidate | null> {
  const services = [
    ['_imaps._tcp', 'tls'],
    ['_imap._tcp', 'starttls'],
  ] as const;
  const guesses: MailServer[] = ['imap', 'mail'].map((name) => ({
    host: `${name}.${domain}`,
    port: 993,
    security: 'tls',
  }));
  return candidate(domain, services, guesses, names);
}

async function sendingOf(domain: string, names: Names): Promise<Candidate | null> {
  const services = [
    ['_submissions._tcp', 'tls'],
    ['_submission._tcp', 'starttls'],
  ] as const;
  const guesses: MailServer[] = ['smtp', 'mail'].map((name) => ({
    host: `${name}.${domain}`,
    port: 465,
    security: 'tls',
  }));
  return candidate(domain, services, guesses, names);
}

async function candidate(
  domain: string,
  services: readonly (readonly [string, 'tls' | 'starttls'])[],
  guesses: readonly MailServer[],
  names: Names,
): Promise<Candidate | null> {
  for (const [name, security] of services) {
    // A lone dot says: this domain offers no such service (RFC 6186).
    const [service] = (await names.services(`${name}.${domain}`)).filter(({ host }) => host !== '');
    if (service) return { server: { ...service, security }, said: true };
  }
  for (const server of guesses) if (await names.exists(server.host)) return { server, said: false };
  return null;
}

function nameService(): Names {
  const resolver = new Resolver({ timeout: 1_500, tries: 2 });
  const plain = (name: string): string => name.toLowerCase().replace(/\.$/, '');
  return {
    exchangers: async (domain) => {
      const found = await resolver.resolveMx(domain).catch(() => []);
      return found.sort((a, b) => a.priority - b.priority).map(({ exchange }) => exchange);
    },
    services: async (name) => {
      const found = await resolver.resolveSrv(name).catch(() => []);
      return found
        .sort((a, b) => a.priority - b.priority || b.weight - a.weight)
        .map(({ name: host, port }) => ({ host: plain(host), port }));
    },
    exists: async (host) => {
      const answers = await Promise.all([
        resolver.resolve4(host).catch(() => []),
        resolver.resolve6(host).catch(() => []),
      ]);
      return answers.some(({ length }) => length > 0);
    },
  };
}
