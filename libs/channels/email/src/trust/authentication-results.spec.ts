/** What a field of results says, and what a stranger cannot make it say. */
import { readResults } from './authentication-results.js';

const found = (field: string) =>
  Object.fromEntries(readResults(field).results.map(({ method, result }) => [method, result]));

test('the server, each method with its result, and what the result is about', () => {
  const read = readResults(
    'mx.example.org 1; dkim=pass (2048-bit key) header.d=example.com header.s=s1; spf=softfail smtp.mailfrom=a@example.com; dmarc=pass (p=REJECT) header.from=Example.com',
  );
  expect(read.server).toBe('mx.example.org');
  expect(read.results).toEqual([
    { method: 'dkim', result: 'pass', properties: { 'header.d': 'example.com', 'header.s': 's1' } },
    { method: 'spf', result: 'softfail', properties: { 'smtp.mailfrom': 'a@example.com' } },
    { method: 'dmarc', result: 'pass', properties: { 'header.from': 'Example.com' } },
  ]);
});

test('Microsoft names no server', () => {
  const read = readResults(
    'spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.com; dkim=none (message not signed) header.d=none;dmarc=fail action=quarantine header.from=example.com;compauth=fail reason=000',
  );
  expect(read.server).toBeNull();
  expect(read.results.find(({ method }) => method === 'dmarc')?.result).toBe('fail');
});

test.each([
  ['in the address', 'mx.a.test; spf=pass smtp.mailfrom=dmarc=pass@evil.test; dmarc=fail header.from=a.test'],
  [
    'in a quoted address',
    'mx.a.test; spf=pass smtp.mailfrom="x; dmarc=pass"@evil.test; dmarc=fail header.from=a.test',
  ],
  [
    'in a comment',
    'mx.a.test; spf=pass (; dmarc=pass) smtp.mailfrom=evil.test; dmarc=fail header.from=a.test',
  ],
  ['in a comment in a comment', 'mx.a.test; spf=none (a (b) ; dmarc=pass \\) ;dmarc=pass) ; dmarc=fail'],
])('“dmarc=pass” %s is no result', (_where, field) => {
  expect(found(field).dmarc).toBe('fail');
});

test('nothing, and nonsense, say nothing', () => {
  for (const field of ['', ';;;', 'mx.a.test; none', '(', '"', 'mx.a.test; dmarc'])
    expect(readResults(field).results).toEqual([]);
});
