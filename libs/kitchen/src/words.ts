/** Words as the check compares them: found in a text by Unicode, folded to one spelling, and the forms a listed word may take. */

export interface Word {
  folded: string;
  start: number;
  end: number;
}

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** What may stand between two words of one phrase; a full stop or a blank line ends the phrase. */
const JOINT = /^[ \t\u00a0\u202f\r\n'’ʼ\-‐‑–/&]{1,4}$/;
const SPLIT = /[\s'’ʼ\-‐‑–/&]+/u;
const FORM = /^(?:#|[\p{L}\p{N}]+)$/u;

export const MOST_WORDS = 12;
/** "désolé(e)(s)" is four forms; a phrase of several such words multiplies them, and each is a branch of the tree. */
const MOST_FORMS = 256;

export function wordsIn(text: string): Word[] {
  return [...text.matchAll(WORD)].map((match) => ({
    folded: fold(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** Case, accents and ligatures do not tell words apart: "Délai", "delai" and "DÉLAI" are one. */
export function fold(word: string): string {
  return word
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll('ß', 'ss');
}

export function joined(gap: string): boolean {
  return JOINT.test(gap) && gap.indexOf('\n') === gap.lastIndexOf('\n');
}

/**
 * The forms of each word of a listed phrase: `notre|nos fournisseur(s)` is two words of two forms each, `#` is any number.
 * Null when it cannot be read so, is too long or has too many forms.
 */
export function formsOf(phrase: string): string[][] | null {
  const words = phrase.normalize('NFC').trim().split(SPLIT).filter(Boolean).map(formsOfWord);
  if (words.length === 0 || words.length > MOST_WORDS) return null;
  let combinations = 1;
  for (const forms of words) combinations *= forms?.length ?? Infinity;
  if (combinations > MOST_FORMS) return null;
  return words as string[][];
}

function formsOfWord(word: string): string[] | null {
  const forms = new Set<string>();
  for (const choice of word.split('|')) {
    let grown = [''];
    for (const [, optional, plain] of choice.matchAll(/\(([^()]*)\)|([^()]+|[()])/gu)) {
      grown = grown.flatMap((form) =>
        optional === undefined ? [form + (plain ?? '')] : [form, form + optional],
      );
      if (grown.length > MOST_FORMS) return null;
    }
    for (const form of grown) forms.add(fold(form));
  }
  return [...forms].every((form) => FORM.test(form)) ? [...forms] : null;
}
