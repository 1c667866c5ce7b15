/** Who answered, told from made-up greetings: words are bursts with overtones, beeps are pure tones. */
import { FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE } from '../media/frame.js';
import { concat, tone } from '../media/frame-source.js';
import { GreetingListener, type GreetingSettings } from './greeting-listener.js';

const settings: GreetingSettings = {
  mode: 'Enable',
  timeoutMs: 30_000,
  speechThresholdMs: 2400,
  speechEndThresholdMs: 1200,
  silenceTimeoutMs: 5000,
};
const messageEnd = { ...settings, mode: 'DetectMessageEnd' as const };

const quiet = (ms: number) => new Int16Array((ms / FRAME_MS) * FRAME_SAMPLES);

/** A hum with overtones that changes its pitch with every syllable. */
function speech(ms: number): Int16Array {
  return Int16Array.from({ length: (ms * SAMPLE_RATE) / 1000 }, (_, i) => {
    const pitch = 110 + 30 * Math.floor(i / 1600);
    return [1, 2, 3, 5, 8].reduce(
      (total, k) => total + (2500 / k) * Math.sin((2 * Math.PI * pitch * k * i) / SAMPLE_RATE),
      0,
    );
  });
}

function verdict(sound: Int16Array, how = settings): [string | null, number] {
  const listener = new GreetingListener(how);
  for (let at = 0; at + FRAME_SAMPLES <= sound.length; at += FRAME_SAMPLES) {
    const answer = listener.take(sound.slice(at, at + FRAME_SAMPLES));
    if (answer) return [answer, Math.round((at / SAMPLE_RATE) * 1000)];
  }
  return [null, 0];
}

test('a word and a wait is a person', () => {
  expect(verdict(concat([quiet(600), speech(500), quiet(3000)]))).toEqual(['human', 2280]);
});

test('whoever talks on is a machine, told as soon as the talk is too long for a person', () => {
  const [who, at] = verdict(concat([speech(6000)]));
  expect(who).toBe('machine_start');
  expect(at).toBeLessThan(2500);
});

test('asked for the end of the message, the beep is waited for, or the silence when there is none', () => {
  const beep = tone([1000], 400);
  expect(verdict(concat([speech(3000), quiet(300), beep, quiet(200)]), messageEnd)[0]).toBe(
    'machine_end_beep',
  );
  expect(verdict(concat([speech(3000), quiet(2000)]), messageEnd)[0]).toBe('machine_end_silence');
  expect(verdict(speech(9000), { ...messageEnd, timeoutMs: 4000 })[0]).toBe('machine_end_other');
});

test('a fax whistles, and of silence nothing can be said', () => {
  expect(verdict(tone([1100], 900))[0]).toBe('fax');
  expect(verdict(quiet(6000))).toEqual(['unknown', 4980]);
});

test('each threshold is the one the account asked for', () => {
  const said = concat([speech(1500), quiet(3000)]);
  expect(verdict(said)[0]).toBe('human');
  expect(verdict(said, { ...settings, speechThresholdMs: 1000 })[0]).toBe('machine_start');
  expect(verdict(quiet(3000), { ...settings, silenceTimeoutMs: 2000 })[0]).toBe('unknown');
});
