import { qualityLevel, TellCallQuality } from './call-quality.js';

test.each([
  [4.4, 'good'],
  [4.03, 'good'],
  [4.02, 'fair'],
  [3.6, 'fair'],
  [3.59, 'poor'],
  [1, 'poor'],
] as const)('an estimate of %s is called %s', (estimate, word) => {
  expect(qualityLevel(estimate)).toBe(word);
});

test('silence that the estimate does not see is poor; what disturbs is not good; a silent microphone says nothing of the line', () => {
  expect(qualityLevel(4.4, ['low-bytes-received'])).toBe('poor');
  expect(qualityLevel(null, ['ice-connectivity-lost'])).toBe('poor');
  expect(qualityLevel(4.4, ['high-rtt'])).toBe('fair');
  expect(qualityLevel(2, ['high-rtt'])).toBe('poor');
  expect(qualityLevel(4.4, ['constant-audio-input-level'])).toBe('good');
});

test('what was not measured has no word', () => {
  expect(qualityLevel(null)).toBeNull();
  expect(qualityLevel(null, ['low-mos'])).toBeNull();
});

test.each([
  ['more seconds than one part holds', { seconds: 16 }],
  ['an unknown warning', { warnings: { 'my-cat': 2 } }],
  ['a leg the carrier never named', { callSid: "CA' OR 1" }],
  ['an opinion off the scale', { mos: 9 }],
  ['something else beside', { agentId: 'somebody' }],
])('a telephone cannot tell %s', (_what, wrong) => {
  const part = {
    callSid: `CA${'a'.repeat(32)}`,
    part: 1,
    seconds: 5,
    mos: 4.2,
    worstMos: 4,
    packetsReceived: 250,
    packetsLost: 0,
    worstJitterMs: 3,
    worstRttMs: 40,
    warnings: {},
  };
  expect(TellCallQuality.safeParse(part).success).toBe(true);
  expect(TellCallQuality.safeParse({ ...part, ...wrong }).success).toBe(false);
});
