/** The servers of an address: known, said by the domain, guessed, or asked. */
import { findServers, type Names } from './server-finder.js';

function names(answers: {
  exchangers?: Record<string, string[]>;
  services?: Record<string, { host: string; port: number }[]>;
  hosts?: string[];
}): Names & { asked: string[] } {
  const asked: string[] = [];
  const note = <T>(name: string, answer: T): Promise<T> => (asked.push(name), Promise.resolve(answer));
  return {
    asked,
    exchangers: (domain) => note(domain, answers.exchangers?.[domain] ?? []),
    services: (name) => note(name, answers.services?.[name] ?? []),
    exists: (host) => note(host, answers.hosts?.includes(host) ?? false),
  };
}

test('a well-known domain needs no question, and says how one logs in there', async () => {
  const nobody = names({});
  expect(await findServers('Shop@GMAIL.com', nobody)).toMatchObject({
    by: 'provider',
    provider: 'gmail',
    receiving: { host: 'imap.gmail.com', port: 993, security: 'tls' },
    login: 'google',
  });
  expect(await findServers('shop@icloud.com', nobody)).toMatchObject({ login: 'app-password' });
  expect(nobody.asked).toEqual([]);
});

test('a firm with its own domain at a known provider is recognised by who takes its mail', async () => {
  const at = (exchanger: string) =>
    findServers('help@firm.fr', names({ exchangers: { 'firm.fr': [exchanger] } }));
  expect(await at('firm-fr.mail.protection.outlook.com')).toMatchObject({ provider: 'microsoft' });
  expect(await at('mx1.mail.ovh.net.')).toMatchObject({ receiving: { host: 'ssl0.ovh.net' } });
  expect(await at('spool.mail.gandi.net')).toMatchObject({ provider: 'gandi' });
  expect(await at('evil-google.com')).toMatchObject({ by: 'nothing' });
});

test('what a domain says of itself comes before any guess', async () => {
  const found = await findServers(
    'help@firm.fr',
    names({
      exchangers: { 'firm.fr': ['aspmx.l.google.com'] },
      services: {
        '_imaps._tcp.firm.fr': [{ host: 'in.firm.fr', port: 1993 }],
        '_submissions._tcp.firm.fr': [{ host: '', port: 0 }],
        '_submission._tcp.firm.fr': [{ host: 'out.firm.fr', port: 587 }],
      },
    }),
  );
  expect(found).toEqual({
    by: 'domain',
    provider: null,
    receiving: { host: 'in.firm.fr', port: 1993, security: 'tls' },
    sending: { host: 'out.firm.fr', port: 587, security: 'starttls' },
    login: 'password',
  });
});

test('else a usual name that exists is a guess, and nothing is nothing', async () => {
  expect(await findServers('help@firm.fr', names({ hosts: ['mail.firm.fr'] }))).toMatchObject({
    by: 'guess',
    receiving: { host: 'mail.firm.fr' },
    sending: { host: 'mail.firm.fr', port: 465 },
  });
  expect(await findServers('help@firm.fr', names({}))).toMatchObject({ by: 'nothing', receiving: null });
  const private_ = names({ hosts: ['imap.guichet.test'] });
  expect(await findServers('help@guichet.test', private_)).toMatchObject({ by: 'nothing' });
  expect(private_.asked).toEqual([]);
});
