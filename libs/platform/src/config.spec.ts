import { ConfigError, loadConfig } from './config.js';

test('defaults are enough for a fresh machine', () => {
  const config = loadConfig({});
  expect(config.PORT).toBe(3000);
  expect(config.publicUrl).toBe('http://localhost:3000');
  expect(config.VOICE_CARRIER).toBe('embedded');
});

test('all faults are named at once', () => {
  const attempt = () =>
    loadConfig({ VOICE_CARRIER: 'twilio', DATABASE_URL: 'mysql://x', GUICHET_SECRET: 'short' });
  expect(attempt).toThrow(ConfigError);
  expect(attempt).toThrow(/TWILIO_AUTH_TOKEN[\s\S]*DATABASE_URL[\s\S]*GUICHET_SECRET/);
});

test('an external database needs a shared secret', () => {
  expect(() => loadConfig({ DATABASE_URL: 'postgres://a@b/c' })).toThrow(/GUICHET_SECRET/);
});

test('a relay is named completely or not at all', () => {
  const TURN_SECRET = 'sixteen-or-longer';
  expect(
    loadConfig({ TURN_URLS: 'turn:a.test:3478, turns:b.test?transport=tcp', TURN_SECRET }),
  ).toMatchObject({
    TURN_URLS: ['turn:a.test:3478', 'turns:b.test?transport=tcp'],
    TURN_ONLY: false,
  });
  expect(() => loadConfig({ TURN_URLS: 'https://a.test' })).toThrow(/TURN_URLS.*\n.*TURN_SECRET/);
  expect(() => loadConfig({ TURN_URLS: 'turn:a.test', TURN_SECRET: 'short' })).toThrow(/TURN_SECRET/);
  expect(() => loadConfig({ TURN_ONLY: '1' })).toThrow(/TURN_ONLY: needs TURN_URLS/);
});

test('the demo company is refused on an outside address', () => {
  expect(() => loadConfig({ GUICHET_DEMO: '1', HOST: '0.0.0.0' })).toThrow(/loopback/);
});
