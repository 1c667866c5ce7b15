/** Lines at the mail doors, by who holds them. */
import { DoorGuests } from './door-guests.js';

test('one address gets its share and no more, until it lets one go; others are not concerned', () => {
  const guests = new DoorGuests(2);
  const enter = (line: string) => guests.enter(line, '192.0.2.1');
  expect(['a', 'b', 'c'].map(enter)).toEqual([true, true, false]);
  expect(guests.enter('d', '192.0.2.2')).toBe(true);
  // The end of the refused line is told as well, and frees nothing.
  guests.leave('c');
  expect(enter('e')).toBe(false);
  guests.leave('a');
  guests.leave('a');
  expect(['f', 'g'].map(enter)).toEqual([true, false]);
});

test('a mail server on this machine may hold as many as it needs', () => {
  const guests = new DoorGuests(1);
  const here = ['127.0.0.1', '127.0.0.1', '::1', '::1', '::ffff:127.0.0.1'];
  expect(here.every((address, line) => guests.enter(String(line), address))).toBe(true);
});
