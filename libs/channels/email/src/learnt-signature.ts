/** Pure: the last lines that somebody writes below every mail are their signature, though nothing marks it. */

/** What is kept of one sender: how their last mails ended, and the endings that came twice. Lines without their blanks. */
export interface Endings {
  tails: string[][];
  learnt: string[][];
}

/** Of a mail; more than a signature has, so that something always stands above one. */
const TAIL_LINES = 16;
const MOST_LINES = 12;
const FEWEST_LINES = 2;
const MOST_CHARACTERS = 2_000;
/** At home and on the road people sign differently. */
const MOST_KEPT = 3;

/**
 * With the author's own words of one more mail. Only whole paragraphs below something else are an ending, and a question is
 * none: that is asked.
 */
export function learn(known: Endings, own: string): Endings {
  const tail = tailOf(own);
  if (tail.join('').length > MOST_CHARACTERS || tail.filter(Boolean).length <= FEWEST_LINES) return known;
  const twice = known.tails.map((before) => commonEnding(before, tail)).filter((ending) => ending.length > 0);
  const tails = [tail, ...known.tails.filter((before) => !same(before, tail))].slice(0, MOST_KEPT);
  const longest = twice.reduce((most, ending) => (ending.length > most.length ? ending : most), []);
  if (longest.length === 0) return { tails, learnt: known.learnt };
  const others = known.learnt.filter((ending) => !same(ending, longest));
  return { tails, learnt: [longest, ...others].slice(0, MOST_KEPT) };
}

/** The author's words without an ending that is known; all of them when nothing would be left. */
export function withoutLearnt(own: string, learnt: readonly string[][]): string {
  const lines = own.split('\n');
  for (const ending of [...learnt].sort((a, b) => b.length - a.length)) {
    const start = startOf(lines, ending);
    const rest = lines.slice(0, start ?? 0);
    if (start !== null && rest.at(-1)?.trim() === '' && rest.some((line) => line.trim() !== ''))
      return rest.join('\n').trim();
  }
  return own;
}

/** The last lines as they are compared; blank ones between paragraphs count once. */
function tailOf(own: string): string[] {
  const lines: string[] = [];
  for (const line of own.slice(-20_000).split('\n').map(plain))
    if (line !== '' || (lines.length > 0 && lines.at(-1) !== '')) lines.push(line);
  while (lines.at(-1) === '') lines.pop();
  return lines.slice(-TAIL_LINES);
}

/** Whole paragraphs at the end of both, with something above them in both; empty when there are none. */
function commonEnding(a: string[], b: string[]): string[] {
  const most = Math.min(a.length, b.length) - 1;
  let ending = 0;
  for (let count = 1; count <= Math.min(most, MOST_LINES); count++) {
    const line = a.at(-count);
    if (line !== b.at(-count) || line?.endsWith('?')) break;
    if (line !== '' && a.at(-count - 1) === '' && b.at(-count - 1) === '') ending = count;
  }
  const lines = ending > 0 ? b.slice(-ending) : [];
  return lines.filter(Boolean).length >= FEWEST_LINES ? lines : [];
}

/** The index of the line where this ending begins; null when the text ends otherwise. */
function startOf(lines: string[], ending: string[]): number | null {
  let at = lines.length - 1;
  for (const line of ending.filter(Boolean).reverse()) {
    while (at >= 0 && plain(lines[at] ?? '') === '') at--;
    if (at < 0 || plain(lines[at] ?? '') !== line) return null;
    at--;
  }
  return at + 1;
}

function plain(line: string): string {
  return line.replace(/\s+/g, ' ').trim();
}

function same(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((line, at) => line === b[at]);
}
