/** Clocks reckoned from what happened: turns, pauses, ends and the moments that must be told. */
import type { Week } from '@lib/contracts';
import { nextMoment, reckon, type Reckoned, type Terms, type TicketFacts } from './reckoning.js';

const HOUR = 3_600_000;
const open = [{ from: '09:00', to: '18:00' }];
const week: Week = { mon: open, tue: open, wed: open, thu: open, fri: open, sat: [], sun: [] };
const terms: Terms = {
  calendar: { timeZone: 'UTC', week, holidays: [] },
  firstAnswerMs: 4 * HOUR,
  nextAnswerMs: 2 * HOUR,
  resolutionMs: 10 * HOUR,
  warnPercent: 50,
};
/** Of the week of Monday 23 November 2026. */
const at = (day: number, time: string): Date => new Date(`2026-11-${22 + day}T${time}:00Z`);
const opened = at(1, '10:00');
const facts = (more: Partial<TicketFacts> = {}): TicketFacts => ({
  firstContactAt: opened,
  openedAt: opened,
  statuses: [],
  words: [{ at: opened, by: 'customer' }],
  ...more,
});
function clock(kind: Reckoned['kind'], of: TicketFacts, now: Date, by: Terms | null = terms): Reckoned {
  const found = reckon(of, by, now).find((one) => one.kind === kind);
  if (!found) throw new Error(`no ${kind} clock`);
  return found;
}

test('R3: the first answer is due after its hours, warned of half way, and met by an answer', () => {
  const waiting = clock('first-answer', facts(), at(1, '11:00'));
  expect(waiting).toMatchObject({ dueAt: at(1, '14:00'), warnAt: at(1, '12:00'), breachedAt: null });
  const answered = facts({ words: [...facts().words, { at: at(1, '14:00'), by: 'agent' }] });
  expect(clock('first-answer', answered, at(2, '09:00'))).toMatchObject({
    metAt: at(1, '14:00'),
    dueAt: at(1, '14:00'),
    breachedAt: null,
  });
});

test('R6: late is late, before the answer and after it', () => {
  expect(clock('first-answer', facts(), at(1, '14:00')).breachedAt).toEqual(at(1, '14:00'));
  const late = facts({ words: [...facts().words, { at: at(1, '15:00'), by: 'agent' }] });
  expect(clock('first-answer', late, at(3, '09:00'))).toMatchObject({
    metAt: at(1, '15:00'),
    breachedAt: at(1, '14:00'),
  });
});

test('R4: the next answer is counted from the first thing said since the last answer', () => {
  const words: TicketFacts['words'] = [
    { at: opened, by: 'customer' },
    { at: at(1, '10:30'), by: 'agent' },
    { at: at(1, '17:00'), by: 'customer' },
    { at: at(1, '17:30'), by: 'customer' },
  ];
  expect(clock('next-answer', facts({ words }), at(1, '17:45'))).toMatchObject({
    startedAt: at(1, '17:00'),
    dueAt: at(2, '10:00'),
    metAt: null,
  });
  expect(clock('first-answer', facts({ words }), at(1, '17:45')).metAt).toEqual(at(1, '10:30'));
});

test('R3: who was written to first is owed no first answer, but the next', () => {
  const words: TicketFacts['words'] = [
    { at: opened, by: 'agent' },
    { at: at(1, '11:00'), by: 'customer' },
  ];
  expect(reckon(facts({ words }), terms, at(1, '12:00')).map(({ kind }) => kind)).toEqual([
    'customer',
    'next-answer',
    'resolution',
  ]);
});

test('R5: the time to resolution stands still while others have the matter; the customer’s does not', () => {
  const paused = facts({ statuses: [{ at: at(1, '12:00'), status: 'pending' }] });
  expect(clock('resolution', paused, at(4, '12:00'))).toMatchObject({
    pausedAt: at(1, '12:00'),
    dueAt: null,
    spentMs: 2 * HOUR,
  });
  expect(clock('customer', paused, at(4, '12:00'))).toMatchObject({ pausedAt: null, metAt: null });
  const again = facts({ statuses: [...paused.statuses, { at: at(3, '09:00'), status: 'open' }] });
  // Two hours of ten are used: eight are left from Wednesday 09:00.
  expect(clock('resolution', again, at(3, '10:00'))).toMatchObject({
    pausedAt: null,
    dueAt: at(3, '17:00'),
    warnAt: at(3, '12:00'),
  });
});

test('R2: settled ends all clocks; reopened they run on', () => {
  const done = facts({ statuses: [{ at: at(1, '12:00'), status: 'resolved' }] });
  for (const one of reckon(done, terms, at(5, '12:00')))
    expect(one).toMatchObject({ metAt: at(1, '12:00'), breachedAt: null });
  const closed = facts({ statuses: [...done.statuses, { at: at(3, '12:00'), status: 'closed' }] });
  expect(clock('customer', closed, at(5, '12:00')).metAt).toEqual(at(1, '12:00'));
  const reopened = facts({ statuses: [...done.statuses, { at: at(2, '10:00'), status: 'open' }] });
  expect(clock('customer', reopened, at(2, '11:00')).metAt).toBeNull();
  expect(clock('resolution', reopened, at(2, '11:00'))).toMatchObject({
    dueAt: at(2, '18:00'),
    spentMs: 2 * HOUR,
  });
});

test('R6: a pause does not undo what was late before it', () => {
  const statuses: TicketFacts['statuses'] = [{ at: at(2, '15:00'), status: 'on-hold' }];
  expect(clock('resolution', facts({ statuses }), at(3, '12:00'))).toMatchObject({
    breachedAt: at(2, '11:00'),
    pausedAt: at(2, '15:00'),
  });
});

test('without a policy or a target nothing is due', () => {
  for (const one of reckon(facts(), null, at(5, '12:00')))
    expect(one).toMatchObject({ dueAt: null, breachedAt: null });
  expect(clock('resolution', facts(), at(5, '12:00'), { ...terms, resolutionMs: null }).dueAt).toBeNull();
});

test('the next moment is the earliest still to come of clocks that run', () => {
  const clocks = reckon(facts(), terms, at(1, '12:30'));
  expect(nextMoment(clocks, at(1, '12:30'))).toEqual(at(1, '14:00'));
  expect(nextMoment(reckon(facts(), terms, at(5, '12:00')), at(5, '12:00'))).toBeNull();
});
