/** Reads the server's marks in a text and answers it in parts, so that nobody downstream parses markup. */
import type { MarkedText } from '@lib/contracts';

/** Control signs that no stored text shows; one in a text would only mark a word too many. */
export const [BEGIN, END] = ['\u0002', '\u0003'];
/** Stands for a dash while words are marked. */
export const DASH = '\u0004';

export function markedText(marked: string): MarkedText {
  const parts: MarkedText = [];
  const tidy = marked.replaceAll(DASH, '-').replace(/\s+/g, ' ').trim();
  for (const [index, piece] of tidy.split(BEGIN).entries()) {
    const [hit = '', rest] = index > 0 && piece.includes(END) ? cut(piece) : ['', piece];
    if (hit) parts.push({ text: hit, hit: true });
    if (rest) parts.push({ text: rest, hit: false });
  }
  return parts;
}

function cut(piece: string): [string, string] {
  const end = piece.indexOf(END);
  return [piece.slice(0, end), piece.slice(end + 1).replaceAll(END, '')];
}
