import { EventEmitter } from 'node:events';
import fc from 'fast-check';
import type { Call } from '@twilio/voice-sdk';
import { QualityWarning, TellCallQuality } from '@lib/contracts';
import { followQuality, QualityPart, type Sample } from './quality-part.js';

const sample = (more: Partial<Sample> = {}): Sample => ({
  mos: 4.4,
  packetsReceived: 50,
  packetsLost: 0,
  jitter: 2,
  rtt: 20,
  ...more,
});

test('a part is the mean and the worst of its seconds, and begins empty again', () => {
  const part = new QualityPart();
  for (const more of [{ mos: null }, { mos: 4 }, { mos: 3, packetsLost: 5, jitter: 40.6, rtt: 300 }])
    part.add(sample(more));
  expect(part.take()).toEqual({
    seconds: 3,
    mos: 3.5,
    worstMos: 3,
    packetsReceived: 150,
    packetsLost: 5,
    worstJitterMs: 41,
    worstRttMs: 300,
    warnings: {},
  });
  part.add(sample());
  expect(part.take()).toMatchObject({ seconds: 1, mos: 4.4, packetsLost: 0, worstJitterMs: 2 });
});

test('seconds without an estimate, or with a way never measured, say nothing of it', () => {
  const part = new QualityPart();
  part.add(sample({ mos: null, rtt: undefined }));
  expect(part.take()).toMatchObject({ mos: null, worstMos: null, worstRttMs: null });
});

test('a warning counts the seconds it holds, over the end of a part, until it is cleared', () => {
  const part = new QualityPart();
  part.add(sample());
  part.warn('high-rtt', true);
  part.warn('low-mos', true);
  part.warn('something-new', true);
  part.add(sample());
  part.add(sample());
  part.warn('low-mos', false);
  expect(part.take().warnings).toEqual({ 'high-rtt': 2, 'low-mos': 2 });
  part.add(sample());
  expect(part.take().warnings).toEqual({ 'high-rtt': 1 });
});

test('whatever is measured, what is told is what the server takes', () => {
  const figure = fc.oneof(
    fc.integer({ min: -1_000, max: 1_000_000 }),
    fc.double({ noNaN: true, min: -10, max: 1e7 }),
  );
  const second = fc.record({
    mos: fc.option(fc.double({ noNaN: true, min: 0.5, max: 4.5 })),
    packetsReceived: figure,
    packetsLost: figure,
    jitter: figure,
    rtt: fc.option(figure),
  });
  const warning = fc.tuple(fc.constantFrom(...QualityWarning.options), fc.boolean());
  fc.assert(
    fc.property(fc.array(fc.tuple(second, warning), { minLength: 1, maxLength: 15 }), (seconds) => {
      const part = new QualityPart();
      for (const [one, [name, on]] of seconds) {
        part.warn(name, on);
        part.add(one);
      }
      const told = { callSid: `CA${'0'.repeat(32)}`, part: 1, ...part.take() };
      expect(TellCallQuality.safeParse(told).error).toBeUndefined();
    }),
  );
});

class FakeCall extends EventEmitter {
  parameters: Record<string, string> = { CallSid: 'CA1' };
}

test('a call tells every five seconds, numbered, and at its end what is left when that is not too little', () => {
  const call = new FakeCall();
  const told: TellCallQuality[] = [];
  followQuality(call as unknown as Call, (part) => told.push(part));
  const seconds = (count: number): void => {
    for (let at = 0; at < count; at += 1) call.emit('sample', sample());
  };
  call.emit('warning', 'constant-audio-input-level');
  seconds(4);
  expect(told).toEqual([]);
  call.emit('mute', true);
  seconds(9);
  call.emit('disconnect');
  expect(told.map(({ callSid, part, seconds: lasted }) => [callSid, part, lasted])).toEqual([
    ['CA1', 1, 5],
    ['CA1', 2, 5],
    ['CA1', 3, 3],
  ]);
  expect(told.map(({ warnings }) => warnings)).toEqual([{ 'constant-audio-input-level': 4 }, {}, {}]);
  seconds(2);
  call.emit('disconnect');
  expect(told).toHaveLength(3);
});
