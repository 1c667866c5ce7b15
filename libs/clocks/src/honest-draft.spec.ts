/** The drafted message: what is true, in the customer's language and the house's time. */
import type { Week } from '@lib/contracts';
import { honestDraft, nextNewsAt } from './honest-draft.js';

const open = [{ from: '09:00', to: '18:00' }];
const week: Week = { mon: open, tue: open, wed: open, thu: open, fri: open, sat: [], sun: [] };
const calendar = { timeZone: 'Europe/Paris', week, holidays: [] };
const HOUR = 3_600_000;
/** Friday 27 November 2026, 15:00 in Paris. */
const dueAt = new Date('2026-11-27T14:00:00Z');
const now = new Date('2026-11-27T13:15:00Z');

test('news come four open hours later: on Monday, for a promise of Friday afternoon', () => {
  // Friday 15:00 to 18:00 are three; one more on Monday from 9:00.
  expect(nextNewsAt(calendar, dueAt, 4 * HOUR).toISOString()).toBe('2026-11-30T09:00:00.000Z');
});

test('the time said is a full quarter of an hour', () => {
  const odd = new Date('2026-11-27T10:07:00Z');
  expect(nextNewsAt(calendar, odd, HOUR).toISOString()).toBe('2026-11-27T11:15:00.000Z');
});

test('a calendar that never opens again still lets us name a time', () => {
  const closed = { ...calendar, week: { ...week, mon: [], tue: [], wed: [], thu: [], fri: [] } };
  expect(nextNewsAt(closed, dueAt, HOUR).toISOString()).toBe('2026-11-28T14:00:00.000Z');
});

test('in French it says the promised time, that it is not ready, and when the next news come', () => {
  const nextAt = new Date('2026-11-30T09:00:00Z');
  expect(honestDraft({ name: 'Inge', locale: 'fr', dueAt, nextAt, now, timeZone: 'Europe/Paris' })).toBe(
    'Bonjour Inge,\n\nJe vous avais promis des nouvelles pour aujourd’hui à 15:00. Ce n’est pas encore prêt, et je préfère vous le dire avant l’heure. Vous aurez de mes nouvelles au plus tard lundi 30 novembre à 10:00.',
  );
});

test('in English too, without a name when none is known', () => {
  const nextAt = new Date('2026-11-30T09:00:00Z');
  const text = honestDraft({ name: null, locale: 'en', dueAt, nextAt, now, timeZone: 'Europe/Paris' });
  expect(text).toContain('Hello,\n\nI promised you news by 15:00 today.');
  expect(text).toMatch(/by Monday,? 30 November at 10:00 at the latest\./);
});
