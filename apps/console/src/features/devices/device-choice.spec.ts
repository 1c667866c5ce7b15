import { chooseDevices, deviceChoice, found, microphone } from './device-choice.js';

test('the system’s own microphone is asked for plainly, a chosen one only if it is there', () => {
  expect(microphone({ input: null })).toBe(true);
  expect(microphone({ input: 'headset' })).toEqual({ deviceId: { ideal: 'headset' } });
});

test('a choice leaves the other choice and what was found as they were', () => {
  chooseDevices({ input: 'headset' });
  found('line', { ok: true, level: 'fair' });
  found('mic', { ok: false });
  chooseDevices({ output: 'speaker' });
  expect(deviceChoice.get()).toMatchObject({
    input: 'headset',
    output: 'speaker',
    found: { mic: { ok: false }, line: { ok: true, level: 'fair' }, speaker: null },
  });
});
