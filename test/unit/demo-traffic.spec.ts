/** The stream of demo customers: all three channels and both languages by turns. */
import { demoCustomers } from '../../infra/demo/customers.js';

test('all channels and languages take turns, and nobody comes twice', () => {
  const customers = demoCustomers(60, 'abcde');
  for (const channel of ['email', 'chat', 'voice'] as const)
    for (const locale of ['fr', 'en'] as const)
      expect(customers.filter((one) => one.channel === channel && one.locale === locale)).toHaveLength(10);
  for (const key of ['email', 'phone'] as const)
    expect(new Set(customers.map((one) => one[key])).size).toBe(customers.length);
  for (const { email, phone, lines, subject } of customers) {
    expect(email).toMatch(/^[a-z.]+\.abcde\.\d+@example\.org$/);
    expect(phone).toMatch(/^\+1500555\d{4}$/);
    expect([subject, ...lines].every((text) => text.length > 3)).toBe(true);
    expect(lines.length).toBeGreaterThan(1);
  }
});

test('those of another stream are other people', () => {
  const first = new Set(demoCustomers(30, 'aaaaa').map(({ email }) => email));
  expect(demoCustomers(30, 'aaaab').filter(({ email }) => first.has(email))).toEqual([]);
});
