/** The form of a mailbox and what it sends. */
import { WriteMailbox, type FoundMailServers, type MailboxView } from '@lib/contracts';
import { givenIn } from './given-permission.js';
import { draftFor, draftOf, settingsOf, withSecurity } from './mailbox-draft.js';

const found: FoundMailServers = {
  by: 'provider',
  provider: 'gandi',
  receiving: { host: 'mail.gandi.net', port: 993, security: 'tls' },
  sending: { host: 'mail.gandi.net', port: 465, security: 'tls' },
  login: 'password',
};

test('what was found needs a password and nothing more', () => {
  const draft = { ...draftFor('Help@Firm.fr', found), password: 'secret' };
  const settings = settingsOf(draft);
  expect(WriteMailbox.parse(settings)).toEqual(settings);
  expect(settings).toMatchObject({
    address: 'help@firm.fr',
    login: { kind: 'password', password: 'secret' },
    receiving: { folder: 'INBOX', afterFiling: 'flag', firstSyncDays: 0 },
  });
});

test('an application of Microsoft’s asks nobody; of Google there is none', () => {
  const draft = {
    ...{ ...draftFor('help@firm.fr', { ...found, login: 'microsoft' }), clientId: 'guichet' },
    ...{ grant: 'app' as const, tenant: ' Firm.FR ', clientSecret: 'secret' },
  };
  expect(WriteMailbox.parse(settingsOf(draft)).login).toMatchObject({ grant: 'app', tenant: 'firm.fr' });
  expect(settingsOf({ ...draft, issuer: 'google' }).login).toMatchObject({ grant: 'person', tenant: null });
});

test('with a provider that has a page of its own, that is how one logs in', () => {
  expect(draftFor('a@gmail.com', { ...found, login: 'google' })).toMatchObject({
    loginKind: 'oauth2',
    issuer: 'google',
  });
  expect(draftFor('a@icloud.com', { ...found, login: 'app-password' }).loginKind).toBe('password');
});

test('saving without touching anything sends what is there, and no secret', () => {
  const settings = settingsOf({ ...draftFor('help@firm.fr', found), aliases: 'a@firm.fr, b@firm.fr' });
  const view = {
    ...settings,
    login: { kind: 'password', user: 'help@firm.fr', hasPassword: true },
  } as unknown as MailboxView;
  expect(settingsOf(draftOf(view))).toEqual(settings);
  expect(JSON.stringify(settings)).not.toContain('"password":');
  expect(settings.aliases).toEqual(['a@firm.fr', 'b@firm.fr']);
});

test('the usual port follows the encryption; one of somebody’s own stays', () => {
  const server = { host: 'x', port: 993, security: 'tls' as const };
  expect(withSecurity(server, 'starttls').port).toBe(143);
  expect(withSecurity({ ...server, port: 587, security: 'starttls' }, 'tls').port).toBe(465);
  expect(withSecurity({ ...server, port: 1143 }, 'starttls').port).toBe(1143);
});

test('back from a provider: its code, or its reason, and nothing of a page that was only opened', () => {
  expect(givenIn('?state=abc&code=4%2F0A')).toEqual({ state: 'abc', code: '4/0A' });
  expect(givenIn('?state=abc&error=access_denied')).toEqual({ state: 'abc', error: 'access_denied' });
  expect([givenIn(''), givenIn('?state=abc'), givenIn('?code=x')]).toEqual([null, null, null]);
});
