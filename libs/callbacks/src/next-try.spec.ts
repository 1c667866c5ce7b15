/** When a customer is called back next, and when nobody calls them any more. */
import { nextTry } from './next-try.js';

const rules = { tries: 3, pauseMinutes: 15, calendarId: null };
const said = (outcome: string | null, tries = 0, rounds = 1) => nextTry({ tries, rounds, rules }, outcome);

test.each(['busy', 'no-answer', 'failed', 'caller-hung-up'])(
  '%s counts as a try, and the pause follows',
  (outcome) => {
    expect(said(outcome)).toEqual({ then: 'later', tries: 1, afterMs: 15 * 60_000 });
  },
);

test('the last try is the last', () => {
  expect(said('no-answer', 2)).toEqual({ then: 'give-up', tries: 3 });
});

test.each(['canceled', null])('a colleague who does not pick up costs the customer no try: %s', (outcome) => {
  expect(said(outcome, 2)).toEqual({ then: 'at-once', tries: 2 });
});

test('what never comes about is not begun for ever', () => {
  expect(said('canceled', 0, 20)).toEqual({ then: 'give-up', tries: 0 });
});
