import type { RuleCondition } from '@lib/contracts';
import { folded, hasWords } from './folded.js';
import { because, judge, type RuleFacts } from './judge.js';

const FIELD = '01a20427-0000-7000-8000-00000000f1e1';
const QUEUE = '01a20427-0000-7000-8000-0000000000c1';
const facts: RuleFacts = {
  id: 't',
  channels: ['email'],
  type: 'incident',
  status: 'open',
  priority: 'high',
  queueId: QUEUE,
  owned: false,
  tags: ['vip'],
  subject: folded('Facture impayée !'),
  text: folded('Ma CÔTE d’œuvre est bloquée, l’imprimante aussi.'),
  locale: 'fr',
  domains: ['mail.banque.example'],
  values: { [FIELD]: ['a', 'b'] },
  openHours: false,
  handOvers: 2,
  openedAt: new Date('2026-03-10T10:00:00Z'),
  customersTickets: ['2026-03-10T10:00:00Z', '2026-03-01T10:00:00Z', '2026-03-11T10:00:00Z'].map(
    (at) => new Date(at),
  ),
  clocks: ['first-answer'],
};

const so: [why: string, RuleCondition][] = [
  ['a channel it came by', { field: 'channel', is: ['voice', 'email'], not: false }],
  ['its type', { field: 'type', is: ['incident'], not: false }],
  ['its status', { field: 'status', is: ['open'], not: false }],
  ['its priority', { field: 'priority', is: ['high'], not: false }],
  ['its queue', { field: 'queue', is: [QUEUE], not: false }],
  ['that nobody owns it', { field: 'owned', not: true }],
  ['a tag', { field: 'tag', is: ['vip', 'x'], not: false }],
  ['words of the subject, without accents', { field: 'words', in: 'subject', is: ['IMPAYEE'], not: false }],
  ['words of the text, with a ligature', { field: 'words', in: 'text', is: ['d oeuvre'], not: false }],
  ['words that begin so', { field: 'words', in: 'both', is: ['bloqu*'], not: false }],
  ['its language', { field: 'language', is: ['fr'], not: false }],
  ['a domain and what is below it', { field: 'domain', is: ['banque.example'], not: false }],
  ['a value among several', { field: 'value', fieldId: FIELD, is: ['b'], not: false }],
  ['that the house is closed', { field: 'open-hours', not: true }],
  ['hand-overs', { field: 'hand-overs', atLeast: 2, not: false }],
  [
    'tickets of the customer before this one, not after',
    { field: 'repeats', atLeast: 2, days: 30, not: false },
  ],
  ['the clock', { field: 'clock', is: ['first-answer'], not: false }],
];

test.each(so)('a condition asks for %s, and turned round it does not hold', (_, condition) => {
  expect(judge({ all: [condition], any: [] }, facts).matches).toBe(true);
  const turned = { ...condition, not: !condition.not };
  expect(judge({ all: [turned], any: [] }, facts).matches).toBe(false);
});

test.each<[string, RuleCondition]>([
  ['part of a word', { field: 'words', in: 'both', is: ['factur'], not: false }],
  ['a domain that only ends alike', { field: 'domain', is: ['que.example'], not: false }],
  ['a third ticket that came later', { field: 'repeats', atLeast: 3, days: 30, not: false }],
  ['a ticket too long ago', { field: 'repeats', atLeast: 2, days: 5, not: false }],
  ['a field nobody filled in', { field: 'value', fieldId: QUEUE, is: ['a'], not: false }],
])('%s is not enough', (_, condition) => {
  expect(judge({ all: [condition], any: [] }, facts).matches).toBe(false);
});

test('all of the one list and at least one of the other; it says which held', () => {
  const [yes, no] = [so[1]?.[1] as RuleCondition, { field: 'owned', not: false } as const];
  expect(judge({ all: [yes, no], any: [] }, facts)).toEqual({ matches: false, all: [true, false], any: [] });
  const both = { all: [yes], any: [no, yes] };
  const verdict = judge(both, facts);
  expect(verdict).toEqual({ matches: true, all: [true], any: [false, true] });
  expect(because(both, verdict)).toEqual([yes, yes]);
  expect(judge({ all: [yes], any: [no] }, facts).matches).toBe(false);
  expect(judge({ all: [], any: [] }, facts).matches).toBe(true);
});

test('signs alone are found nowhere', () => {
  expect(hasWords(folded('anything !?'), '!?')).toBe(false);
});
