import { normaliseAddress, normaliseClaim, normalisePhone } from './address.js';

test.each([
  ['06 12 34 56 78', '+33612345678'],
  ['+33 (0)6 12 34 56 78', '+33612345678'],
  ['0033612345678', '+33612345678'],
  ['+15005550123', '+15005550123'],
  ['call me', null],
])('%s is the number %s', (typed, number) => {
  expect(normalisePhone(typed)).toBe(number);
});

test('mail addresses differ by more than case', () => {
  expect(normaliseAddress({ kind: 'email', value: ' Sophie@Example.FR ' }).value).toBe('sophie@example.fr');
});

test('a name is no address', () => {
  expect(normaliseClaim({ kind: 'name', value: 'Sophie' })).toBeNull();
});
