/** Words as a reader hears them: without accents, capitals and signs, so that « Impayé » is found as "impaye". Pure. */

const LIGATURES: Record<string, string> = { œ: 'oe', æ: 'ae', ß: 'ss' };

/** Single words with one space on either side of each. */
export function folded(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[œæß]/g, (letter) => LIGATURES[letter] ?? letter)
    .normalize('NFD')
    .replace(/\p{M}/gu, '');
  return ` ${plain.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()} `;
}

/** Whole words only; with a star at the end, what begins so. `text` is folded already. */
export function hasWords(text: string, phrase: string): boolean {
  const open = phrase.trimEnd().endsWith('*');
  const sought = folded(phrase);
  if (sought.trim() === '') return false;
  return text.includes(open ? sought.trimEnd() : sought);
}
