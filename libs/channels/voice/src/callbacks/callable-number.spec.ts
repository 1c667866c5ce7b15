/** Which numbers a caller may ask to be called on, and how they are read back. */
import { callableNumber, saidNumber } from './callable-number.js';

const FR = '+33144556677';
const US = '+15005550100';

test.each([
  ['0612345678', '+33612345678'],
  ['0033612345678', '+33612345678'],
  ['+442079460000', '+442079460000'],
])('%s is called as %s', (keyed, number) => {
  expect(callableNumber(keyed, [FR, US])).toBe(number);
});

test('what is no number in the caller’s country may be one in ours', () => {
  expect(callableNumber('0612345678', [US, FR])).toBe('+33612345678');
});

test.each([
  ['a premium number', '0899123456'],
  ['a number that costs the one who calls', '0810123456'],
  ['a free number', '0800123456'],
  ['an emergency number', '112'],
  ['another emergency number', '15'],
  ['a short number', '3631'],
  ['too few digits', '06123456'],
  ['nothing', ''],
  ['no number at all', 'anonymous'],
])('%s is never called: %s', (_, keyed) => {
  expect(callableNumber(keyed, [FR, US])).toBeNull();
});

test('at home a number is said without its country', () => {
  expect(saidNumber('+33612345678', FR)).toBe('06 12 34 56 78');
  expect(saidNumber('+33612345678', US)).toBe('+33612345678');
});
