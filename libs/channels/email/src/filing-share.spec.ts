/** What filing gives up while senders wait at the door, and what it keeps. */
import { FilingShare } from './filing-share.js';

function filed(pressed: (now: number) => boolean, forMs: number, backlog = Infinity): number {
  let now = 0;
  let done = 0;
  const share = new FilingShare(() => now);
  for (; now < forMs; now += 10) {
    const took = Math.min(share.room(40, pressed(now)), backlog - done);
    share.took(took);
    done += took;
  }
  return done;
}

test('while senders wait, a hundred mails a second are filed: no more, and never none', () => {
  expect(filed(() => true, 10_000)).toBe(1_000);
  expect(filed(() => true, 250)).toBe(25);
});

test('a mail that comes alone is filed at once', () => {
  expect(filed(() => true, 10, 1)).toBe(1);
});

test('when nobody waits, filing takes all there is room for', () => {
  expect(filed(() => false, 1_000)).toBe(4_000);
  expect(filed((now) => now < 5_000, 6_000)).toBe(500 + 4_000);
});
