import { MAIL_LIMITS, refusalOf, type MailFacts } from './mail-limits.js';

const fine: MailFacts = {
  sender: 'sophie@example.org',
  neverAnswer: null,
  own: false,
  bounced: false,
  answered: false,
  acknowledged: 0,
  senderToday: 0,
  sameSubjectToday: 0,
  senderThisHour: 0,
  arrivedLately: 1,
  sameSubjectThisHour: 1,
};

test('a first mail of a person is acknowledged', () => {
  expect(refusalOf(fine, true)).toBeNull();
});

test.each<[string, Partial<MailFacts>, string]>([
  ['a machine', { neverAnswer: 'automatic' }, 'automatic'],
  ['a list', { neverAnswer: 'bulk' }, 'bulk'],
  ['a forged sender', { neverAnswer: 'sender-not-trusted' }, 'sender-not-trusted'],
  ['nobody one could tell', { neverAnswer: 'sender-unclear' }, 'sender-unclear'],
  ['no-reply', { sender: 'no-reply@shop.example' }, 'no-reply-address'],
  ['ne pas répondre', { sender: 'nepasrepondre@banque.example' }, 'no-reply-address'],
  ['the postmaster', { sender: 'mailer-daemon@mx.example' }, 'no-reply-address'],
  ['a bounce address', { sender: 'bounces+4711@list.example' }, 'no-reply-address'],
  ['an address made up for who has none', { sender: 'unknown.1@sender.invalid' }, 'no-reply-address'],
  ['ourselves', { own: true }, 'own-address'],
  ['an address that gave a mail back', { bounced: true }, 'address-bounced'],
  ['a flood', { arrivedLately: MAIL_LIMITS.arrivalsIn10Minutes + 1 }, 'possible-loop'],
  ['the same again and again', { sameSubjectThisHour: MAIL_LIMITS.sameSubjectInAnHour + 1 }, 'possible-loop'],
  ['the eleventh in an hour', { senderThisHour: 10 }, 'enough-this-hour'],
])('nothing automatic goes to %s', (_, facts, why) => {
  expect(refusalOf({ ...fine, ...facts }, true)).toBe(why);
  expect(refusalOf({ ...fine, ...facts }, false)).toBe(why);
});

test.each<[string, Partial<MailFacts>, string]>([
  ['the ticket was acknowledged', { acknowledged: 1 }, 'acknowledged-already'],
  ['a person was quicker', { answered: true }, 'answered-already'],
  ['it would be the fourth of the day', { senderToday: 3 }, 'enough-today'],
  ['the same matter was acknowledged today', { sameSubjectToday: 1 }, 'enough-today'],
])('there is no acknowledgement when %s, yet other texts may go', (_, facts, why) => {
  expect(refusalOf({ ...fine, ...facts }, true)).toBe(why);
  expect(refusalOf({ ...fine, ...facts }, false)).toBeNull();
});

test.each(['noreen@example.org', 'bouncer@example.org', 'reply@example.org'])('%s is a person', (sender) => {
  expect(refusalOf({ ...fine, sender }, true)).toBeNull();
});
