/** The resolver's short forms never reach the screen. */
import type { Say } from '../../i18n.js';
import { joinReason } from './join-reason.js';

const say: Say = (id, values) => `${id} ${JSON.stringify(values ?? {})}`;
const visitor = { kind: 'visitor', value: '0197f000-0000-7000-8000-000000000001' } as const;
const mail = { kind: 'email', value: 'jo@example.org' } as const;

test.each([
  [visitor, 'gave-email:sophie@example.org', 'join.visitor-gave {"address":"sophie@example.org"}'],
  [mail, 'gave-phone:+33123456789', 'join.gave {"value":"jo@example.org","address":"+33123456789"}'],
  [mail, 'had-given-email:jo@example.org', 'join.had-given {"address":"jo@example.org"}'],
  [mail, 'caller-number', 'join.caller-number {}'],
  [mail, 'Told us on the phone', 'Told us on the phone'],
])('%j joined because of %s', (identity, reason, sentence) => {
  expect(joinReason(identity, reason, say)).toBe(sentence);
});
