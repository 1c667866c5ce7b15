/** Takes a text apart once: the plain words somebody may mistype later, and the language its smallest words tell. Pure. */

export type EntryLanguage = 'fr' | 'en' | 'both';

/** Distinct, in small letters without accents; of every length. */
export function wordsOf(text: string): Set<string> {
  const words = new Set<string>();
  for (const token of text.split(/\s+/)) {
    const bare = token.replace(EDGES, '');
    // An address, a number of an order, a path: found as a whole, never mistyped as a word.
    if (!WORD.test(bare)) continue;
    for (const part of plain(bare).split(/[^a-z]+/)) if (part !== '') words.add(part);
  }
  return words;
}

/** What is kept to find the meant word of a mistyped one. */
export function isSpelt(word: string): boolean {
  return word.length >= 3 && word.length <= 30;
}

export function languageOf(words: ReadonlySet<string>): EntryLanguage {
  const count = (list: readonly string[]): number => list.filter((word) => words.has(word)).length;
  const [fr, en] = [count(FRENCH), count(ENGLISH)];
  if (fr === en) return 'both';
  return fr > en ? 'fr' : 'en';
}

const FRENCH = 'le la les des du de et est vous je nous pas pour une que mon votre bonjour merci'.split(' ');
const ENGLISH = 'the and is are to of you i we not for it my your hello thanks please'.split(' ');

const EDGES = /^[^\p{L}\d]+|[^\p{L}\d]+$/gu;
const WORD = /^[\p{L}\p{M}]+(?:[-'’][\p{L}\p{M}]+)*$/u;
/** As the dictionary of the index writes them. */
const TWO_LETTERS: Record<string, string> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', đ: 'd', ł: 'l' };

function plain(word: string): string {
  return word
    .toLowerCase()
    .replace(/[œæßøđł]/g, (letter) => TWO_LETTERS[letter] ?? letter)
    .normalize('NFD')
    .replace(/\p{M}+/gu, '');
}
