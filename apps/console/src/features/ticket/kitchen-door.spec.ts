/** The kitchen-door check beside a person who writes: it waits for a pause, keeps to the text, and its failure is silence. */
import { jest } from '@jest/globals';
import type { Finding } from '@lib/contracts';
import { inPlainWords, kitchenDoor, NOTHING, PAUSE_MS, standing, type Checked } from './kitchen-door.js';

const at = (text: string, words: string, replacement: string | null = null): Finding => ({
  start: text.indexOf(words),
  end: text.indexOf(words) + words.length,
  words,
  kind: 'tier',
  replacement,
  why: '',
});

describe('asking', () => {
  let shown: Checked[];
  let asked: { text: string; signal: AbortSignal; answer: (findings: Finding[]) => void; fail: () => void }[];
  const door = () =>
    kitchenDoor(
      (text, _, signal) =>
        new Promise((resolve, reject) =>
          asked.push({
            text,
            signal,
            answer: (findings) => resolve({ findings }),
            fail: () => reject(new Error('away')),
          }),
        ),
      (checked) => shown.push(checked),
    );

  beforeEach(() => {
    jest.useFakeTimers();
    [shown, asked] = [[], []];
  });
  afterEach(() => jest.useRealTimers());

  it('waits until the writer pauses, and asks once', async () => {
    const kitchen = door();
    for (const text of ['A', 'Au', 'Au N2']) {
      kitchen.look(text, 'fr');
      await jest.advanceTimersByTimeAsync(PAUSE_MS - 1);
    }
    expect(asked).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(asked.map((one) => one.text)).toEqual(['Au N2']);
    asked[0]?.answer([at('Au N2', 'N2')]);
    await jest.advanceTimersByTimeAsync(0);
    expect(shown).toEqual([{ text: 'Au N2', findings: [at('Au N2', 'N2')] }]);
  });

  it('forgets an answer to a text that is no longer there', async () => {
    const kitchen = door();
    kitchen.look('Au N2', 'fr');
    await jest.advanceTimersByTimeAsync(PAUSE_MS);
    kitchen.look('Bonjour', 'fr');
    expect(asked[0]?.signal.aborted).toBe(true);
    asked[0]?.answer([at('Au N2', 'N2')]);
    await jest.advanceTimersByTimeAsync(0);
    expect(shown).toEqual([]);
  });

  it('shows nothing when the check fails, and asks again with the next words', async () => {
    const kitchen = door();
    kitchen.look('Au N2', 'fr');
    await jest.advanceTimersByTimeAsync(PAUSE_MS);
    asked[0]?.fail();
    await jest.advanceTimersByTimeAsync(0);
    expect(shown).toEqual([{ text: 'Au N2', findings: [] }]);
    kitchen.look('Au N2.', 'fr');
    await jest.advanceTimersByTimeAsync(PAUSE_MS);
    expect(asked).toHaveLength(2);
  });

  it('asks nobody about an empty text, and nothing once it is closed', async () => {
    const kitchen = door();
    kitchen.look(' \n', 'fr');
    expect(shown).toEqual([NOTHING]);
    kitchen.look('Au N2', 'fr');
    kitchen.close();
    await jest.advanceTimersByTimeAsync(PAUSE_MS);
    expect(asked).toEqual([]);
  });
});

describe('findings while the text is written on', () => {
  const before = 'Au N2 puis au N3.';
  const checked = { text: before, findings: [at(before, 'N2'), at(before, 'N3')] };
  const words = (text: string) => standing(checked, text).map((one) => [one.words, one.start]);

  it.each([
    [
      'at the end',
      'Au N2 puis au N3. Merci',
      [
        ['N2', 3],
        ['N3', 14],
      ],
    ],
    [
      'at the beginning',
      'Bon. Au N2 puis au N3.',
      [
        ['N2', 8],
        ['N3', 19],
      ],
    ],
    [
      'between',
      'Au N2 et puis au N3.',
      [
        ['N2', 3],
        ['N3', 17],
      ],
    ],
    ['in one of them', 'Au N puis au N3.', [['N3', 13]]],
    ['everything', 'Bonjour', []],
  ])('%s', (_, text, expected) => {
    expect(words(text)).toEqual(expected);
  });
});

test('the plain words stand in place, with the caret behind them', () => {
  const text = 'Transmis au N2 hier';
  expect(inPlainWords(text, at(text, 'au N2', 'à un collègue'))).toEqual({
    text: 'Transmis à un collègue hier',
    caret: 22,
  });
});
