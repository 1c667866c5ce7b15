/** Whom a mail goes to when nobody was named: the customer, at the address they themselves wrote from. */
import type { Ticket, TimelineItem } from '@lib/contracts';
import { addressesIn, recipientsOf, withAddresses } from './recipients.js';

const ticket = {
  customer: { id: 'sophie', identities: [{ kind: 'email', value: 'sophie@home.example', proof: 'channel' }] },
  participants: ['colleague@work.example'],
} as unknown as Ticket;
const mail = (author: string, from: string, more: Record<string, unknown> = {}): TimelineItem =>
  ({
    channel: 'email',
    direction: 'in',
    author: { kind: 'customer', id: author },
    data: { from, ...more },
  }) as unknown as TimelineItem;
const nothing = { to: null, cc: null };

test('the address the customer last wrote from, whoever else has written since', () => {
  const items = [
    mail('sophie', 'sophie@work.example'),
    mail('paul', 'paul@elsewhere.example'),
    mail('sophie', 'away@work.example', { automatic: { auto: true } }),
  ];
  expect(recipientsOf(ticket, items, nothing).to).toEqual(['sophie@work.example']);
});

test('whom the writer names is who gets it; who was copied before is only offered', () => {
  expect(recipientsOf(ticket, [], { to: ['a@b.example'], cc: ['Colleague@work.example'] })).toEqual({
    to: ['a@b.example'],
    cc: ['Colleague@work.example'],
    suggested: [],
  });
  expect(recipientsOf(ticket, [], { to: ['a@b.example'], cc: [] }).suggested).toEqual([
    'colleague@work.example',
  ]);
});

test('what was typed is taken whole or not at all, and nobody stands in both lines', () => {
  expect(addressesIn('<a@b.example>, c@d.example')).toEqual(['a@b.example', 'c@d.example']);
  expect(addressesIn('a@b.example, nobody')).toBeNull();
  expect(
    withAddresses(['a@b.example'], ['A@B.example', 'c@d.example', 'e@f.example'], ['c@d.example']),
  ).toEqual(['a@b.example', 'e@f.example']);
});
