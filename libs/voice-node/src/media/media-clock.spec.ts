/** The watchdog for connected calls that carry nothing. */
import { FRAME_SAMPLES } from './frame.js';
import { Leg } from './leg.js';
import { MediaClock } from './media-clock.js';

test('a connected leg without packets for three seconds is noticed once, and again after it has spoken', () => {
  const silent: string[] = [];
  const lost: string[] = [];
  const clock = new MediaClock({ silent: (leg) => silent.push(leg), lost: (leg) => lost.push(leg) });
  const leg = new Leg('a', { connected: true, send: () => undefined });
  clock.addLeg(leg);
  const tick = (times: number) => Array.from({ length: times }, () => clock.tick());
  tick(149);
  expect(silent).toEqual([]);
  tick(100);
  expect(silent).toEqual(['a']);
  expect(clock.silentLegs).toBe(1);
  leg.received.push(1, new Int16Array(FRAME_SAMPLES));
  tick(1);
  expect(clock.silentLegs).toBe(0);
  tick(200);
  expect(clock.silentLegsSeen).toBe(2);
  expect(lost).toEqual([]);
  tick(700);
  expect(lost).toEqual(['a']);
});

test('a device that says it looks for another way has the whole time anew, once each time it says so', () => {
  const lost: string[] = [];
  const clock = new MediaClock({ silent: () => undefined, lost: (leg) => lost.push(leg) });
  const leg = new Leg('a', { connected: true, send: () => undefined });
  clock.addLeg(leg);
  const tick = (times: number) => Array.from({ length: times }, () => clock.tick());
  tick(700);
  leg.allowSilence();
  tick(700);
  expect(lost).toEqual([]);
  tick(100);
  expect(lost).toEqual(['a']);
});

test('ten seconds in which every fifth packet is lost are neither silent nor the end', () => {
  const clock = new MediaClock({ silent: refuse, lost: refuse });
  const leg = new Leg('a', { connected: true, send: () => undefined });
  clock.addLeg(leg);
  for (let at = 0; at < 500; at++) {
    if (at % 5 !== 0) leg.received.push(at, new Int16Array(FRAME_SAMPLES));
    clock.tick();
  }
  expect(clock.silentLegsSeen).toBe(0);
});

test('a leg that is not connected yet is not called silent', () => {
  const clock = new MediaClock({ silent: refuse, lost: refuse });
  clock.addLeg(new Leg('a', { connected: false, send: () => undefined }));
  for (let i = 0; i < 300; i++) clock.tick();
  expect(clock.silentLegsSeen).toBe(0);
});

test('an answered leg that never connects is noticed as well: it looks like a success to everybody else', () => {
  const seen: string[] = [];
  const clock = new MediaClock({ silent: () => seen.push('silent'), lost: () => seen.push('lost') });
  const leg = new Leg('a', { connected: false, send: () => undefined });
  clock.addLeg(leg);
  leg.expectSound();
  for (let i = 0; i < 1000; i++) clock.tick();
  expect(seen).toEqual(['silent', 'lost']);
});

function refuse(): void {
  throw new Error('must not be noticed');
}
