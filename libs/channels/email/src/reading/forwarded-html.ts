/** Cuts the letter that was passed on out of the HTML around it, so that it keeps its look and nothing its passer-on wrote above it. */
import { MAX_LINES, readForwardedText, type ForwardedText } from './forwarded-text.js';
import { textOfHtml } from './html-text.js';

/** A tag, an entity, a run of words, or a mark that is none of them. */
const TOKEN = /<[^>]*>|&[^;<&]{1,8};|[^<&]+|[<&]/g;
const CELL = /^<(?:tbody|thead|tfoot|tr|td|th|caption|col|colgroup)\b/;

/**
 * `html` is the whole mail's, made harmless; `found` is what its text says was passed on. Null when the HTML does not say the
 * same, or the letter cannot be taken out of it whole: its text then stands alone. `sanitise` also closes what the cut left open.
 */
export function forwardedHtml(
  html: string,
  subject: string,
  found: ForwardedText,
  sanitise: (html: string) => string | null,
): string | null {
  const text = textOfHtml(html);
  const said = readForwardedText(text, subject);
  if (!said || text.split('\n').length > MAX_LINES || addresses(said) !== addresses(found)) return null;
  const words = compact(said.text);
  const { letters, ends } = lettersOf(html);
  const before = letters.length - words.length;
  if (words === '' || before <= 0 || !letters.endsWith(words)) return null;
  // The bracket that closes an address is none of the letters.
  const rest = html.slice(ends[before - 1]).replace(/^(?:&gt;|[\s\u00a0])+/, '');
  return holdsHalfATable(rest) ? null : sanitise(rest);
}

const addresses = ({ senders }: ForwardedText): string =>
  senders.map(({ address }) => address.toLowerCase()).join(' ');

/** What a person reads, without the spaces and quotation marks in which text and HTML differ. */
const compact = (text: string): string => text.replace(/[\s\u00a0>]+/g, '');

/** The same of HTML that was made harmless, and where in it each letter ends. */
function lettersOf(html: string): { letters: string; ends: number[] } {
  const letters: string[] = [];
  const ends: number[] = [];
  for (const { 0: token, index } of html.matchAll(TOKEN)) {
    if (token.length > 1 && token.startsWith('<')) continue;
    const entity = token.length > 1 && token.startsWith('&');
    for (const [at, letter] of (entity ? textOfHtml(token) : token).split('').entries()) {
      if (compact(letter) === '') continue;
      letters.push(letter);
      ends.push(index + (entity ? token.length : at + 1));
    }
  }
  return { letters: letters.join(''), ends };
}

/** A letter that lies in a table of which only its end was cut out. */
function holdsHalfATable(rest: string): boolean {
  let open = 0;
  for (const [tag] of rest.matchAll(/<\/?[a-z][^>]*>/g)) {
    if (tag.startsWith('<table')) open += 1;
    else if (tag.startsWith('</table')) open = Math.max(0, open - 1);
    else if (open === 0 && CELL.test(tag)) return true;
  }
  return false;
}
