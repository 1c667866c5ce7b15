/** Where tokens are asked for, and what is asked. */
import { WriteMailbox } from '@lib/contracts';
import { authorisationUrl, issuerOf, type OAuthLogin } from './oauth-issuers.js';

const microsoft: OAuthLogin = {
  ...{
    kind: 'oauth2',
    user: 'help@firm.fr',
    issuer: 'microsoft',
    grant: 'app',
    tenant: 'firm.onmicrosoft.com',
  },
  ...{ clientId: 'guichet', authorizeUrl: null, tokenUrl: null, scope: null },
};

test('an application of its own asks its own directory, for all that it was given', () => {
  expect(issuerOf(microsoft)).toMatchObject({
    tokenUrl: 'https://login.microsoftonline.com/firm.onmicrosoft.com/oauth2/v2.0/token',
    appScope: 'https://outlook.office365.com/.default',
  });
});

test('without a directory people of any are asked; with one, theirs alone', () => {
  const question = { state: 's', challenge: 'c', returnUrl: 'https://desk.firm.fr/settings/mailboxes' };
  expect(authorisationUrl({ ...microsoft, grant: 'person', tenant: null }, question)).toContain('/common/');
  expect(authorisationUrl({ ...microsoft, grant: 'person' }, question)).toContain('/firm.onmicrosoft.com/');
});

test.each([
  ['no directory', { tenant: null }, 'login.tenant'],
  ['a path for a directory', { tenant: 'common/../evil' }, 'login.tenant'],
  ['an issuer that knows no such thing', { issuer: 'google' as const }, 'login.grant'],
  ['an issuer of one’s own without a place to ask', { issuer: 'custom' as const }, 'login.tokenUrl'],
])('refused with its place: %s', (_what, part, place) => {
  const mailbox = {
    ...{ address: 'help@firm.fr', aliases: [], name: '', queueId: null, sending: null, authority: null },
    ...{ trustedServer: null, login: { ...microsoft, ...part }, receiving: null },
  };
  const { error } = WriteMailbox.safeParse(mailbox);
  expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([place]);
});
