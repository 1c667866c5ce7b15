/** Why a server could not be used, in one word. */
import { nameFault, Reauthorise } from './mail-fault.js';

const fault = (message: string, more: object = {}) =>
  nameFault(Object.assign(new Error(message), more)).fault;

test.each([
  ['host-unknown', 'getaddrinfo ENOTFOUND imap.nowhere.test', { code: 'ENOTFOUND' }],
  ['host-unknown', 'queryA ENOTFOUND', { code: 'EDNS' }],
  ['refused', 'connect ECONNREFUSED 127.0.0.1:1', { code: 'ESOCKET' }],
  ['timeout', 'Greeting never received', { code: 'ETIMEDOUT' }],
  ['timeout', 'Failed to establish connection in required time', { code: 'CONNECT_TIMEOUT' }],
  ['certificate', 'self-signed certificate', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }],
  ['certificate', 'self-signed certificate', { code: 'ESOCKET', tlsFailed: true }],
  ['no-encryption', 'Server does not support STARTTLS', { tlsFailed: true }],
  ['no-encryption', 'write EPROTO ssl3_get_record:wrong version number', { code: 'EPROTO' }],
  [
    'wrong-password',
    'Command failed',
    { authenticationFailed: true, responseText: 'Authentication failed.' },
  ],
  ['wrong-password', 'Invalid login: 535 nope', { code: 'EAUTH' }],
  [
    'app-password',
    'Command failed',
    { authenticationFailed: true, responseText: 'Application-specific password required (Failure)' },
  ],
  ['folder-missing', 'Command failed', { mailboxMissing: true }],
  ['throttled', 'Request is throttled', { code: 'ETHROTTLE', throttleReset: 90_000 }],
  ['closed', 'Connection not available', { code: 'NoConnection' }],
  ['other', 'BAD parse error', {}],
])('%s is said of: %s', (expected, message, more) => expect(fault(message, more)).toBe(expected));

test('a permission taken back asks to be given again', () =>
  expect(nameFault(new Reauthorise('invalid_grant')).fault).toBe('reauthorise'));

test('words of a strange server come on one line, and not endlessly', () => {
  const { detail } = nameFault(new Error(`<b>no\r\n\u0007entry</b> ${'x'.repeat(5_000)}`));
  expect(detail).toMatch(/^<b>no entry<\/b> x+$/);
  expect(detail).toHaveLength(300);
});
