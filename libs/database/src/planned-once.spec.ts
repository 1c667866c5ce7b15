/** A list that the planner sees is never shorter than one that it has to guess, and says nothing else. */
import fc from 'fast-check';
import { plannedOnce } from './planned-once.js';

test('the same ids are meant, and at least ten are named', () => {
  fc.assert(
    fc.property(fc.array(fc.uuid(), { minLength: 1, maxLength: 30 }), (ids) => {
      const given = plannedOnce(ids);
      expect(new Set(given)).toEqual(new Set(ids));
      expect(given.length).toBe(Math.max(10, ids.length));
    }),
  );
});

test('nothing stays nothing', () => {
  expect(plannedOnce([])).toEqual([]);
});
