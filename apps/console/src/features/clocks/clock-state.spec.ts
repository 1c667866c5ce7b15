/** A clock's state as the card shows it. */
import type { TicketClock } from '@lib/contracts';
import { stateOf } from './clock-state.js';

const at = (hour: number): string => `2026-11-23T${String(hour).padStart(2, '0')}:00:00.000Z`;
const clock: TicketClock = {
  kind: 'first-answer',
  startedAt: at(9),
  dueAt: at(13),
  warnAt: at(12),
  metAt: null,
  breachedAt: null,
  pausedAt: null,
  spentMs: 0,
  targetMs: 4 * 3_600_000,
};
const state = (change: Partial<TicketClock>, hour: number): string =>
  stateOf({ ...clock, ...change }, Date.parse(at(hour)));

test('it is on time, then soon due, then late, without waiting to be told', () => {
  expect([10, 12, 13].map((hour) => state({}, hour))).toEqual(['on-time', 'soon', 'breached']);
});

test('met stays met, but late stays late though it was met', () => {
  expect(state({ metAt: at(11) }, 20)).toBe('met');
  expect(state({ metAt: at(14), breachedAt: at(13) }, 20)).toBe('breached');
});

test('a clock that stands still says so', () => {
  expect(state({ dueAt: null, pausedAt: at(10) }, 20)).toBe('paused');
});
