import { VoiceUrls } from '../twiml/voice-urls.js';
import { differencesOf, faultOfAddress, wantedSettings } from './wanted.js';

const urls = new VoiceUrls({ publicUrl: 'https://support.example', VOICE_WEBHOOK_BASE: undefined });

test('a number leads to the door for callers, an application to the door for consoles', () => {
  expect(wantedSettings('number', urls)).toMatchObject({
    voiceUrl: 'https://support.example/voice/inbound',
    voiceFallbackUrl: 'https://support.example/voice/inbound?again=1',
    statusCallback: 'https://support.example/voice/leg',
    voiceApplicationSid: '',
  });
  const application = wantedSettings('application', urls);
  expect(application.voiceUrl).toBe('https://support.example/voice/client');
  expect(application).not.toHaveProperty('voiceApplicationSid');
});

test('only what is otherwise is told, and nothing said counts as empty', () => {
  const wanted = wantedSettings('number', urls);
  expect(differencesOf(wanted, wanted)).toEqual([]);
  const { voiceApplicationSid: _none, ...now } = wanted;
  expect(differencesOf({ ...now, voiceUrl: 'https://old.example/hook' }, wanted)).toEqual([
    { field: 'voiceUrl', now: 'https://old.example/hook', wanted: 'https://support.example/voice/inbound' },
  ]);
  expect(differencesOf({ ...now, voiceApplicationSid: 'AP1' }, wanted)).toHaveLength(1);
});

test.each([
  ['https://support.example', null],
  ['http://support.example', 'address-not-secure'],
  ['https://localhost:3000', 'address-not-public'],
  ['http://127.0.0.1:3000', 'address-not-public'],
  ['https://192.168.1.4', 'address-not-public'],
  ['https://172.20.0.2', 'address-not-public'],
  ['https://100.100.1.1', 'address-not-public'],
  ['https://[fd00::1]', 'address-not-public'],
  ['https://desk.local', 'address-not-public'],
  ['https://guichet', 'address-not-public'],
  ['https://172.32.0.2', null],
])('%s is judged %s', (address, fault) => {
  expect(faultOfAddress(address)).toBe(fault);
});
