import { ClientAddress } from './client-address.js';

test('a stranger cannot choose their own address', () => {
  const addresses = new ClientAddress([]);
  expect(addresses.of('203.0.113.9', '198.51.100.1')).toBe('203.0.113.9');
});

test('behind our proxy the last foreign hop counts, whatever was claimed before it', () => {
  const addresses = new ClientAddress(['127.0.0.1', '10.0.0.0/8']);
  expect(addresses.of('::ffff:127.0.0.1', '1.1.1.1, 203.0.113.9, 10.2.3.4')).toBe('203.0.113.9');
  expect(addresses.of('127.0.0.1', undefined)).toBe('127.0.0.1');
  expect(addresses.of('127.0.0.1', 'not an address')).toBe('127.0.0.1');
});
