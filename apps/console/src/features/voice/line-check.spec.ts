import { jest } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type { Device } from '@twilio/voice-sdk';
import { checkLine, type LineCheck } from './line-check.js';
import type { Sample } from './quality-part.js';

class FakeCall extends EventEmitter {
  disconnects = 0;

  disconnect(): void {
    this.disconnects += 1;
    this.emit('disconnect');
  }
}

const good: Sample = { mos: 4.4, packetsReceived: 50, packetsLost: 0, jitter: 2, rtt: 40 };
let call: FakeCall;
let options: unknown;
const way = { rtcConstraints: { audio: { deviceId: { ideal: 'headset' } } } };

/** Starts a check whose call is connected by the time this is back. */
async function started(signal = new AbortController().signal): Promise<{ result: Promise<LineCheck> }> {
  call = new FakeCall();
  const connect = (given: unknown) => {
    options = given;
    return Promise.resolve(call);
  };
  const result = checkLine({ connect } as unknown as Device, way, signal);
  await Promise.resolve();
  await Promise.resolve();
  return { result };
}
const hear = (seconds: number, more: Partial<Sample> = {}): void => {
  for (let at = 0; at < seconds; at += 1) call.emit('sample', { ...good, ...more });
};

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('five seconds of sound on the way of a customer’s call are judged, and the line is let go once', async () => {
  const { result } = await started();
  hear(5, { packetsLost: 1 });
  expect(await result).toMatchObject({ ok: true, level: 'good', rttMs: 40 });
  expect(call.disconnects).toBe(1);
  expect(options).toEqual(way);
});

test('what disturbed meanwhile counts', async () => {
  const { result } = await started();
  call.emit('warning', 'high-jitter');
  hear(5);
  expect(await result).toMatchObject({ ok: true, level: 'fair' });
});

test('a line that carries nothing is said to be silent, whether it says so or falls silent for good', async () => {
  const first = await started();
  hear(5, { packetsReceived: 0, mos: null });
  expect(await first.result).toEqual({ ok: false, help: 'line.silent' });
  const second = await started();
  jest.advanceTimersByTime(20_000);
  expect(await second.result).toEqual({ ok: false, help: 'line.silent' });
});

test('a call that ends early is judged by what was heard', async () => {
  const { result } = await started();
  hear(2);
  call.emit('disconnect');
  expect(await result).toMatchObject({ ok: true, level: 'good' });
});

test('a blocked microphone and a line that is not reached are said as such', async () => {
  const blocked = await started();
  call.emit('error', { code: 31401 });
  expect(await blocked.result).toEqual({ ok: false, help: 'device.mic-denied' });
  const connect = () => Promise.reject(Object.assign(new Error('no'), { code: 53000 }));
  const unreached = checkLine({ connect } as unknown as Device, way, new AbortController().signal);
  expect(await unreached).toEqual({ ok: false, help: 'phone.no-connection' });
});

test('a customer’s call ends the check', async () => {
  const abort = new AbortController();
  const { result } = await started(abort.signal);
  abort.abort();
  expect((await result).ok).toBe(false);
  expect(call.disconnects).toBe(1);
});
