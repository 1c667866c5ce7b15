import { InboundMessage, TicketStatus, type InboundMessageInput } from '@lib/contracts';
import {
  afterCustomerMessage,
  mayMove,
  neverAnswered,
  plainSubject,
  subjectFromText,
} from './ticket-rules.js';

test('a closed ticket never moves, a resolved one may reopen', () => {
  for (const to of TicketStatus.options) expect(mayMove('closed', to)).toBe(to === 'closed');
  expect(mayMove('resolved', 'open')).toBe(true);
  expect(mayMove('open', 'closed')).toBe(false);
});

test.each([
  ['new', 'new'],
  ['pending', 'open'],
  ['on-hold', 'open'],
  ['resolved', 'open'],
  ['closed', 'closed'],
] as const)('a customer writing to a %s ticket leaves it %s', (before, after) => {
  expect(afterCustomerMessage(before)).toBe(after);
});

test('reply prefixes of several languages and our tag go, the words stay', () => {
  expect(plainSubject('Re: AW: [G-000012] Rép : Frein cassé')).toBe('Frein cassé');
  expect(plainSubject('RE[2]: Fwd: hello')).toBe('hello');
  expect(plainSubject('Reference needed')).toBe('Reference needed');
});

test('a subject made of text ends at a word', () => {
  expect(subjectFromText('short  text')).toBe('short text');
  expect(subjectFromText(`${'word '.repeat(40)}`)).toMatch(/^(word )+word…$/);
});

test('no machine answers an invitation; an ordinary mail it may', () => {
  const mail: InboundMessageInput = {
    ...{ channel: 'email', kind: 'message', externalId: 'mail:1', lane: 'mid:1', threadKeys: [] },
    from: { kind: 'email', value: 'zoe@example.net' },
    to: { kind: 'email', value: 'support@guichet.test' },
    ...{ receivedAt: '2026-04-02T09:00:00.000Z', text: 'Point hebdomadaire', attachments: [], data: {} },
  };
  const invitation: InboundMessageInput['invitation'] = {
    ...{ method: 'request', uid: 'meeting@example.net', sequence: 0, recurrenceId: null, stampedAt: null },
    ...{ title: 'Point', place: '', organiser: null, attendees: [], end: null, recurrence: null },
    start: { kind: 'day', day: '2026-04-03' },
  };
  expect(neverAnswered(InboundMessage.parse(mail))).toEqual({});
  expect(neverAnswered(InboundMessage.parse({ ...mail, invitation }))).toEqual({ neverAnswer: 'invitation' });
});
