/** Lost work against values worked out by hand. */
import { costOf, lostMinutes } from './disruption.js';

const since = '2026-11-23T09:00:00.000Z';
const at = (time: string): number => Date.parse(`2026-11-23T${time}:00.000Z`);

test('forty people who lose a quarter of their work for ninety minutes lose fifteen hours', () => {
  const facts = { people: 40, blockedPercent: 25, since, workingAt: null };
  expect(lostMinutes(facts, at('10:30'))).toBe(900);
  expect(costOf(900, 4_500)).toBe(67_500);
});

test('the time ends when it is confirmed to work, and never runs backwards', () => {
  const ended = { people: 3, blockedPercent: 100, since, workingAt: '2026-11-23T09:20:00.000Z' };
  expect(lostMinutes(ended, at('18:00'))).toBe(60);
  expect(lostMinutes({ ...ended, workingAt: null }, at('08:00'))).toBe(0);
});
