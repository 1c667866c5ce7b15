/** Bars, standings and offered moments of promises. */
import type { TicketClock } from '@lib/contracts';
import { fieldValue, pressing, promiseLine, quickChoices, standingOf, usedShare } from './promise-time.js';

/** Local time: the choices are made in the person's own. Friday 27 November 2026. */
const local = (time: string, day = 27): number => new Date(`2026-11-${day}T${time}:00`).getTime();
const iso = (time: string): string => new Date(local(time)).toISOString();
const span = { from: iso('10:00'), due: iso('15:00'), warn: null };

describe('the bar of a promise', () => {
  it('is the share of its time that is used, never less than nothing or more than all', () => {
    expect(usedShare(span, local('12:30'))).toBe(0.5);
    expect(usedShare(span, local('09:00'))).toBe(0);
    expect(usedShare(span, local('16:00'))).toBe(1);
    expect(usedShare({ from: iso('15:00'), due: iso('15:00') }, local('14:00'))).toBe(1);
  });

  it('is soon in the last fifth, or from the moment it is to be warned of, and late at its time', () => {
    expect(standingOf(span, local('13:59'))).toBe('on-time');
    expect(standingOf(span, local('14:00'))).toBe('soon');
    expect(standingOf({ ...span, warn: iso('11:00') }, local('11:00'))).toBe('soon');
    expect(standingOf(span, local('15:00'))).toBe('late');
  });
});

it('what presses is the promise; without one, the answer that is owed', () => {
  const clock = {
    kind: 'next-answer',
    startedAt: iso('10:00'),
    dueAt: iso('14:00'),
    warnAt: iso('13:00'),
    metAt: null,
  };
  const clocks = [{ ...clock, kind: 'customer', dueAt: null }, clock] as TicketClock[];
  expect(pressing({ clocks, promise: null })).toEqual({
    from: iso('10:00'),
    due: iso('14:00'),
    warn: iso('13:00'),
  });
  const promise = {
    id: 'p',
    text: 'x',
    madeAt: iso('11:00'),
    dueAt: iso('17:00'),
    state: 'open',
    draft: null,
  } as const;
  expect(pressing({ clocks, promise })).toEqual({ from: iso('11:00'), due: iso('17:00'), warn: null });
  expect(
    pressing({ clocks: [{ ...clock, metAt: iso('11:00') }] as TicketClock[], promise: null }),
  ).toBeNull();
});

describe('moments that are offered', () => {
  const choices = (time: string, day = 27): [string, string][] =>
    quickChoices(local(time, day)).map(({ choice, at }) => [choice, fieldValue(at)]);

  it('are an hour from now at a full quarter, this evening, and the next working day', () => {
    expect(choices('10:07', 26)).toEqual([
      ['in-an-hour', '2026-11-26T11:15'],
      ['today', '2026-11-26T17:00'],
      ['tomorrow', '2026-11-27T10:00'],
    ]);
  });

  it('go over the weekend, and leave out an evening that is near', () => {
    expect(choices('16:10')).toEqual([
      ['in-an-hour', '2026-11-27T17:15'],
      ['after-weekend', '2026-11-30T10:00'],
    ]);
    expect(choices('11:00', 28)).toEqual([
      ['in-an-hour', '2026-11-28T12:00'],
      ['after-weekend', '2026-11-30T10:00'],
    ]);
  });
});

it('the customer reads it in their own language', () => {
  const at = new Date(local('15:00'));
  expect(promiseLine('fr', at, local('10:00'))).toBe(
    'Vous aurez de mes nouvelles au plus tard aujourd’hui à 15:00.',
  );
  expect(promiseLine('en', at, local('10:00', 26))).toMatch(
    /^You will hear from me by Friday,? 27 November at 15:00\.$/,
  );
});
