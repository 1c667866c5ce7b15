/** Whatever happens in whichever order, nobody is recorded who was not told, or who said no. */
import fc from 'fast-check';
import { RecordingState } from '@lib/contracts';
import { afterMove, isRunning, type RecordingMove } from './recording-state.js';

const moves: RecordingMove[] = [
  'announced',
  'objected',
  'started',
  'paused',
  'resumed',
  'made-private',
  'pause-failed',
  'start-failed',
  'ended',
];
const anyMoves = fc.array(fc.constantFrom(...moves), { maxLength: 30 });
const walk = (list: RecordingMove[]) =>
  list.reduce<RecordingState[]>(
    (way, move) => [...way, afterMove(way.at(-1) ?? 'none', move) ?? way.at(-1) ?? 'none'],
    ['none'],
  );

test('the usual way: told, recorded, paused, recorded again, stopped', () => {
  expect(walk(['announced', 'started', 'paused', 'resumed', 'ended'])).toEqual([
    'none',
    'announced',
    'recording',
    'paused',
    'recording',
    'stopped',
  ]);
});

test('nothing is recorded before the announcement was heard', () => {
  fc.assert(
    fc.property(anyMoves, (list) => {
      const way = walk(list);
      const began = way.findIndex(isRunning);
      if (began >= 0) expect(list.slice(0, began)).toContain('announced');
    }),
  );
});

test.each(['objected', 'made-private', 'pause-failed'] as const)(
  'after "%s" nothing is recorded any more',
  (stop) => {
    fc.assert(
      fc.property(anyMoves, anyMoves, (before, after) => {
        const stood = walk(before).at(-1) ?? 'none';
        const stopped = afterMove(stood, stop);
        if (stopped === null) return;
        const later = after.reduce((state, move) => afterMove(state, move) ?? state, stopped);
        expect(isRunning(later)).toBe(false);
      }),
    );
  },
);

test('an objection counts at any time, also when all is over', () => {
  for (const state of RecordingState.options)
    if (state !== 'objected') expect(afterMove(state, 'objected')).toBe('objected');
});
