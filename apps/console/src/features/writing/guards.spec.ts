/** The slips that are asked about before an answer leaves, and those that are none. */
import type { TimelineItem } from '@lib/contracts';
import { guardsFor, type Outgoing } from './guards.js';

const outgoing = (more: Partial<Outgoing> = {}): Outgoing => ({
  channel: 'email',
  text: 'Bonjour, merci de votre patience.',
  files: 0,
  recipients: ['zoe@example.org'],
  startedAt: '2031-05-01T09:00:00.000Z',
  meId: 'me',
  ...more,
});
const item = (more: object): TimelineItem =>
  ({
    kind: 'message',
    direction: 'out',
    channel: 'email',
    author: { kind: 'agent', id: 'sam', name: 'Sam' },
    at: '2031-05-01T09:01:00.000Z',
    delivery: { state: 'sent', detail: null, at: null },
    data: {},
    text: '',
    ...more,
  }) as unknown as TimelineItem;
const kinds = (one: Outgoing, items: TimelineItem[] = []): string[] =>
  guardsFor(one, items).map(({ kind }) => kind);

test('a colleague who answered while one wrote is named', () => {
  expect(guardsFor(outgoing(), [item({})])).toEqual([
    { kind: 'answered', name: 'Sam', at: '2031-05-01T09:01:00.000Z' },
  ]);
  expect(kinds(outgoing(), [item({ at: '2031-05-01T08:59:00.000Z' })])).toEqual([]);
  expect(kinds(outgoing(), [item({ author: { kind: 'agent', id: 'me', name: 'Me' } })])).toEqual([]);
  expect(kinds(outgoing(), [item({ author: { kind: 'rule', id: 'r', name: 'Ack' } })])).toEqual([]);
  expect(kinds(outgoing(), [item({ delivery: { state: 'cancelled' } })])).toEqual([]);
});

test.each([
  'Vous trouverez la facture ci-jointe.',
  'Voici le document, en pièce jointe.',
  'Please find the invoice attached.',
  'See the attachment.',
])('“%s” without a file is asked about', (text) => {
  expect(kinds(outgoing({ text }))).toEqual(['no-file']);
  expect(kinds(outgoing({ text, files: 1 }))).toEqual([]);
  expect(kinds(outgoing({ text: `> ${text}\nMerci.` }))).toEqual([]);
});

test('words that only look like it are none', () => {
  expect(
    kinds(outgoing({ text: 'Nous sommes attachés à votre confort ; le joint de culasse est neuf.' })),
  ).toEqual([]);
});

test('eleven recipients are many, ten are not', () => {
  const people = (count: number) => Array.from({ length: count }, (_, n) => `p${n}@example.org`);
  expect(kinds(outgoing({ recipients: people(10) }))).toEqual([]);
  expect(kinds(outgoing({ recipients: people(11) }))).toEqual(['many']);
});

test('a line of an inner note in words for the customer is shown', () => {
  const note = item({
    kind: 'note',
    direction: null,
    text: 'OK.\nThe supplier lost the parcel again, tell nobody.',
  });
  const text = 'Hello,\nthe supplier lost the parcel  again, tell nobody.';
  expect(guardsFor(outgoing({ text, channel: 'chat' }), [note])).toEqual([
    { kind: 'inner-pasted', words: 'The supplier lost the parcel again, tell nobody.' },
  ]);
  expect(kinds(outgoing({ text: 'OK.' }), [note])).toEqual([]);
});

test('an address that returned our last mail is asked about until something comes from it', () => {
  const me = { author: { kind: 'agent', id: 'me', name: 'Me' } };
  const returned = item({ ...me, data: { to: ['Zoe@example.org'] }, delivery: { state: 'bounced' } });
  expect(kinds(outgoing(), [returned])).toEqual(['bounced']);
  expect(kinds(outgoing(), [returned, item({ direction: 'in', data: { from: 'zoe@example.org' } })])).toEqual(
    [],
  );
});
