import { relayAccess } from './relay-access.js';

const settings = { TURN_URLS: ['turn:relay.test:3478'], TURN_SECRET: 'north-wind-and-sun', TURN_ONLY: false };
const now = new Date('2026-11-23T10:00:00Z');

test('access ends two hours from now, is for one softphone, and is proved by the shared secret alone', () => {
  const access = relayAccess(settings, 'agent-7', now);
  expect(access).toEqual({
    urls: ['turn:relay.test:3478'],
    username: '1795435200:agent-7',
    // printf 1795435200:agent-7 | openssl dgst -sha1 -hmac north-wind-and-sun -binary | base64
    credential: 'w0/8uEcRJBuz8WGcigC/goRhFZU=',
    only: false,
  });
  expect(relayAccess(settings, 'agent-8', now)?.credential).not.toBe(access?.credential);
  expect(JSON.stringify(access)).not.toContain(settings.TURN_SECRET);
});

test('without a relay there is no access to one', () => {
  expect(relayAccess({ ...settings, TURN_URLS: [] }, 'agent-7', now)).toBeNull();
});
