import { createHmac } from 'node:crypto';
import { isSigned, signedUrl, signingTokens } from './signature.js';

// The provider's published vector (voice.md §1.4).
const base = 'https://mycompany.com';
const vector = {
  signature: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
  originalUrl: '/myapp.php?foo=1&bar=2',
  body: {
    Digits: '1234',
    To: '+18005551212',
    From: '+14158675309',
    Caller: '+14158675309',
    CallSid: 'CA1234567890ABCDE',
  },
};

test('the published vector is accepted, and with a second token during rotation', () => {
  expect(isSigned(vector, base, ['12345'])).toBe(true);
  expect(isSigned(vector, base, ['67890', '12345'])).toBe(true);
});

test.each([
  ['another token', { ...vector }, base, ['54321']],
  ['no token', { ...vector }, base, []],
  ['an empty token', { ...vector, signature: empty() }, base, ['']],
  ['no signature', { ...vector, signature: undefined }, base, ['12345']],
  ['an empty signature', { ...vector, signature: '' }, base, ['12345']],
  ['http instead of https', { ...vector }, 'http://mycompany.com', ['12345']],
  ['another host', { ...vector }, 'https://evil.example', ['12345']],
  ['another query', { ...vector, originalUrl: '/myapp.php?foo=1&bar=3' }, base, ['12345']],
  ['a changed parameter', { ...vector, body: { ...vector.body, Digits: '9' } }, base, ['12345']],
  ['an added parameter', { ...vector, body: { ...vector.body, To2: '' } }, base, ['12345']],
])('%s is refused', (_, request, publicBase, tokens) => {
  expect(isSigned(request, publicBase, tokens)).toBe(false);
});

test('a fragment with connection overrides is not part of what is signed', () => {
  expect(isSigned({ ...vector, originalUrl: `${vector.originalUrl}#rc=2&rp=all` }, base, ['12345'])).toBe(
    true,
  );
  expect(signedUrl('https://a.test/', '/voice/leg?of=CA1#rc=2')).toBe('https://a.test/voice/leg?of=CA1');
});

test('empty and repeated parameters are kept as they came', () => {
  const body = { CallSid: 'CA1', Digits: '', Tag: ['b', 'a', 'b'] };
  const signature = twilioSignature('tok', `${base}/voice/inbound`, body);
  const request = { signature, originalUrl: '/voice/inbound', body };
  expect(isSigned(request, base, ['tok'])).toBe(true);
  expect(isSigned({ ...request, body: { CallSid: 'CA1', Digits: '', Tag: ['a', 'b'] } }, base, ['tok'])).toBe(
    true,
  );
  expect(isSigned({ ...request, body: { CallSid: 'CA1', Tag: ['a', 'b'] } }, base, ['tok'])).toBe(false);
  expect(
    isSigned({ ...request, body: { CallSid: 'CA1', Digits: ' ', Tag: ['a', 'b'] } }, base, ['tok']),
  ).toBe(false);
});

test('a start with an empty token is refused', () => {
  const voice = { accountSid: 'AC1', authToken: ' ', apiKey: '', apiSecret: '', appSid: '' };
  expect(() => signingTokens({ voice, VOICE_AUTH_TOKEN_PREVIOUS: 'old' })).toThrow('must not be empty');
  expect(signingTokens({ voice: { ...voice, authToken: 'new' }, VOICE_AUTH_TOKEN_PREVIOUS: 'old' })).toEqual([
    'new',
    'old',
  ]);
  expect(
    signingTokens({ voice: { ...voice, authToken: 'new' }, VOICE_AUTH_TOKEN_PREVIOUS: undefined }),
  ).toEqual(['new']);
});

function empty(): string {
  return twilioSignature('', base + vector.originalUrl, vector.body);
}

/** Written from the provider's description, so that the guard is not checked against itself. */
function twilioSignature(token: string, url: string, body: Record<string, string | string[]>): string {
  const text = Object.keys(body)
    .sort()
    .map((key) => {
      const values = [...new Set([body[key] ?? ''].flat())].sort();
      return values.map((value) => key + value).join('');
    })
    .join('');
  return createHmac('sha1', token)
    .update(url + text)
    .digest('base64');
}
