import { findTicketNumber, formatTicketNumber, parseTicketNumber } from './ticket-number.js';

test('a number is padded to six digits and read back', () => {
  expect(formatTicketNumber(123)).toBe('G-000123');
  expect(parseTicketNumber('g-000123')).toBe(123);
  expect(parseTicketNumber('123')).toBeNull();
});

test('a number is found inside a subject, not inside other words', () => {
  expect(findTicketNumber('Re: [G-000042] Frein cassé')).toBe('G-000042');
  expect(findTicketNumber('about g7 please')).toBe('G-000007');
  expect(findTicketNumber('BG-77 and G-string')).toBeNull();
});
