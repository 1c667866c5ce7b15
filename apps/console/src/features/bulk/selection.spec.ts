/** Choosing rows: one by one, in ranges, and never more than a job may have. */
import { allOf, NOTHING, ranged, toggled } from './selection.js';

const order = ['a', 'b', 'c', 'd', 'e'];
const chosen = (selection: { ids: ReadonlySet<string> }) => [...selection.ids].sort().join('');

test('a row is chosen and left again', () => {
  const one = toggled(NOTHING, 'b');
  expect(chosen(one)).toBe('b');
  expect(chosen(toggled(one, 'b'))).toBe('');
});

test('a range goes from the row chosen last, in either direction, and can be drawn on', () => {
  const from = toggled(NOTHING, 'c');
  expect(chosen(ranged(from, order, 'e'))).toBe('cde');
  expect(chosen(ranged(from, order, 'a'))).toBe('abc');
  expect(chosen(ranged(ranged(from, order, 'd'), order, 'e'))).toBe('cde');
});

test('without a row before it, or with one that has left the list, a range is the row itself', () => {
  expect(chosen(ranged(NOTHING, order, 'd'))).toBe('d');
  expect(chosen(ranged({ ids: new Set(), anchor: 'gone' }, order, 'd'))).toBe('d');
});

test('five hundred are the most', () => {
  const many = Array.from({ length: 600 }, (_, n) => `t${n}`);
  const all = allOf(many);
  expect(all.ids.size).toBe(500);
  expect(toggled(all, 'one more').ids.size).toBe(500);
  expect(ranged({ ids: new Set(), anchor: 't0' }, many, 't599').ids.size).toBe(500);
});
