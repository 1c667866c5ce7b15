/** What a hand-over is prefilled with: the record in four lines, nothing invented. */
import type { Brief } from '@lib/contracts';
import { proposedCard } from './proposed-card.js';

const say = (id: string, values?: Record<string, string | number>): string =>
  values ? `${id}:${Object.values(values).join()}` : id;
const moment = (iso: string): string => iso.slice(11, 16);
const at = '2026-11-23T09:00:00.000Z';
const nothing: Brief = {
  wants: { text: 'Charged twice', source: 'subject' },
  done: [],
  left: [],
  promised: [],
  facts: [],
  answers: [],
  last: { customer: null, us: null },
  handedOver: null,
};
const fact = { id: 'f', text: 'Restarted it', by: null, at, repeats: 0, ticketNumber: null };

test('steps done and what was tried with its outcome are what was done', () => {
  const facts: Brief['facts'] = [
    { ...fact, kind: 'tried', outcome: 'did-not-help' },
    { ...fact, kind: 'told', outcome: null, text: 'It is a VX-3' },
  ];
  const card = proposedCard(
    { ...nothing, done: [{ text: 'Asked the bank', by: 'Léa', at }], facts },
    say,
    moment,
  );
  expect(card.done).toBe('Asked the bank · Restarted it (fact.outcome-did-not-help)');
});

test('what is left says who and by when, and promises say when they are due', () => {
  const card = proposedCard(
    {
      ...nothing,
      left: [
        { text: 'Refund', by: 'Noor', dueAt: at },
        { text: 'Call back', by: null, dueAt: null },
      ],
      promised: [{ text: 'News', dueAt: at }],
    },
    say,
    moment,
  );
  expect(card.left).toBe('Refund (Noor, plan.until:09:00) · Call back');
  expect(card.promised).toBe('News (plan.until:09:00)');
});

test('what the record does not hold is left out', () => {
  expect(proposedCard(nothing, say, moment)).toEqual({ wants: 'Charged twice' });
});

test('a line never grows longer than a card holds', () => {
  const left = Array.from({ length: 50 }, () => ({ text: 'x'.repeat(900), by: null, dueAt: null }));
  expect(proposedCard({ ...nothing, left }, say, moment).left).toHaveLength(2_000);
});
