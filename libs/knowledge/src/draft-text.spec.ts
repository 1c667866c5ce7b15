/** A draft from a ticket: the customer's words in the text, colleagues' words beside it. */
import { innerOf, textOf } from './draft-text.js';

const solved = {
  subject: 'Brakes squeal',
  locale: 'en' as const,
  understood: 'Your brakes squeal when it rains.',
  behind: 'wants to leave for a tour',
  causeFr: 'Plaquettes usées',
  causeEn: 'Worn pads',
  causeNote: 'series 2025 again',
  steps: [
    { inner: 'have the supplier swap the batch', customer: null },
    { inner: 'kit 4711 from shelf B', customer: 'Put in the new\npads' },
  ],
};

test('the text holds what was written for the customer, and not a word of what was not', () => {
  const { title, body } = textOf(solved);
  expect(title).toBe('Brakes squeal');
  expect(body).toBe(
    '## The problem\n\nYour brakes squeal when it rains.\n\n## What helps\n\n1. Put in the new pads',
  );
});

test('what colleagues wrote is shown apart', () => {
  expect(innerOf(solved)).toEqual([
    { kind: 'cause', text: 'Worn pads' },
    { kind: 'cause-note', text: 'series 2025 again' },
    { kind: 'behind', text: 'wants to leave for a tour' },
    { kind: 'plan', text: 'have the supplier swap the batch' },
    { kind: 'plan', text: 'kit 4711 from shelf B' },
  ]);
});

test('a ticket on which nothing was written gives a title alone', () => {
  const bare = { ...solved, understood: null, steps: [] };
  expect(textOf(bare)).toEqual({ title: 'Brakes squeal', body: '' });
});
