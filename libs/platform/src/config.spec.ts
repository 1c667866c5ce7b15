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

test('the demo company is refused on an outside address', () => {
  expect(() => loadConfig({ GUICHET_DEMO: '1', HOST: '0.0.0.0' })).toThrow(/loopback/);
});
