/** Who belongs together by address, and who only shares a provider. */
import { sameOrganisation } from './same-organisation.js';

test.each([
  ['eva@acme.example', 'bob@ACME.example', true],
  ['eva@acme.example', 'bob@evil-acme.example', false],
  ['eva@acme.example', 'bob@mail.acme.example', false],
  ['eva@gmail.com', 'bob@gmail.com', false],
  ['eva@yahoo.co.uk', 'bob@yahoo.co.uk', false],
  ['eva@orange.fr', 'bob@orange.fr', false],
  ['unknown.1@sender.invalid', 'unknown.2@sender.invalid', false],
  ['nobody', 'nobody', false],
])('%s and %s: %s', (one, other, same) => {
  expect(sameOrganisation(one, other)).toBe(same);
});
