/** An address is read as far as it is understood, and a list is its view and what is asked besides. */
import type { SavedView } from '@lib/contracts';
import { conditionsOf, nextSort, readSearch, rulesOf, shownView } from './view-state.js';

const saved: SavedView = {
  id: '01a20427-0000-7000-8000-000000000001',
  name: 'Ours',
  sharedWith: null,
  conditions: { all: [{ field: 'owner', is: ['me'] }] },
  sort: 'openedAt',
  columns: ['number'],
  owner: { id: '01a20427-0000-7000-8000-000000000002', name: 'Léa', photo: null },
  mayChange: true,
  version: 1,
};

test('what an address holds that nobody knows is left out', () => {
  expect(
    readSearch({ view: 'mine', sort: 'colour', status: 'open', owner: 'Léa', queue: '1;', text: 3, x: 1 }),
  ).toEqual({ view: 'mine', status: 'open' });
});

test('no view named is the first; one that is not ours is none', () => {
  expect(shownView(undefined, [])?.id).toBe('unsettled');
  expect(shownView(saved.id, [saved])?.columns).toEqual(['number']);
  expect(shownView(saved.id, [])).toBeNull();
});

test('what is asked besides comes on top of the view', () => {
  const view = shownView(saved.id, [saved]);
  expect(view && conditionsOf(view, { status: 'open', text: ' échéance ' })).toEqual({
    all: [
      { field: 'owner', is: ['me'] },
      { field: 'status', is: ['open'] },
      { field: 'text', contains: 'échéance' },
    ],
  });
  expect(rulesOf({ text: 'ab' })).toEqual([]);
});

test('a column’s head turns its order round', () => {
  expect(nextSort('priority', '-updatedAt')).toBe('-priority');
  expect(nextSort('priority', '-priority')).toBe('priority');
  expect(nextSort('priority', 'priority')).toBe('-priority');
});
