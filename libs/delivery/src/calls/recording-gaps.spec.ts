/** A card number was read out, and is nowhere: where it would have been. */
import { gapsOf, type RecordingMoment } from './recording-gaps.js';

const at = (second: number, what: RecordingMoment['what']): RecordingMoment => ({
  what,
  at: new Date(Date.UTC(2026, 10, 23, 9, 0, second)).toISOString(),
});

test('each pause is where the sound stopped, whatever was left out before it', () => {
  const events = [
    at(0, 'announced'),
    at(2, 'started'),
    at(12, 'paused'),
    at(42, 'resumed'),
    at(50, 'paused'),
    at(55, 'resumed'),
    at(60, 'ended'),
  ];
  expect(gapsOf(events, 23)).toEqual([
    { at: 10, lasted: 30 },
    { at: 18, lasted: 5 },
  ]);
});

test('a pause that nobody ended is at the end of the sound', () => {
  expect(gapsOf([at(0, 'started'), at(9, 'paused'), at(30, 'ended')], 8)).toEqual([{ at: 8, lasted: null }]);
});

test('what never began has no pause', () => {
  expect(gapsOf([at(0, 'announced'), at(1, 'start-failed')], 0)).toEqual([]);
});
