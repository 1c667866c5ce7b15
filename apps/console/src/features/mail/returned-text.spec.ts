/** Plain words for what came back. */
import type { Say } from '../../i18n.js';
import { returnedText } from './returned-text.js';

const say = ((id: string, values: object = {}) => `${id} ${JSON.stringify(values)}`) as Say;

test('each kind has its words, and says whom it is about when that is known', () => {
  expect(returnedText({ kind: 'hard', address: 'zoe@example.net' }, say)).toBe(
    'returned.hard {"address":"zoe@example.net"}',
  );
  expect(returnedText({ kind: 'delayed', address: null }, say)).toContain('returned.somebody');
});
