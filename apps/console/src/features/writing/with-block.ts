/** Puts a missing part of a mail where it belongs: the greeting first, the summary behind it, steps before the closing, the closing last. */
import type { Words } from './draft-keeper.js';
import type { Block } from './gentle-check.js';
import { htmlOfLines } from './rich-lines.js';

export function withBlock(words: Words, block: Block, suggestion: string): Words {
  const lines = words.text.trim().split('\n');
  const at = placeOf(block, lines);
  const [before, after] = [lines.slice(0, at), lines.slice(at)];
  const text = [before.join('\n').trim(), suggestion, after.join('\n').trim()].filter(Boolean).join('\n\n');
  return { ...words, text, html: words.html === null ? null : inHtml(words.html, block, suggestion) };
}

function placeOf(block: Block, lines: readonly string[]): number {
  if (block === 'greeting') return 0;
  if (block === 'summary') return 1;
  return block === 'closing'
    ? lines.length
    : Math.max(
        1,
        lines.findLastIndex((line) => line.trim() === ''),
      );
}

/** Formatted words keep their form: the part is put before, behind the first paragraph, or at the end. */
function inHtml(html: string, block: Block, suggestion: string): string {
  const part = htmlOfLines(suggestion);
  const gap = '<p></p>';
  if (block === 'greeting') return part + gap + html;
  if (block !== 'summary') return html + gap + part;
  const first = html.indexOf('</p>');
  if (first < 0) return html + gap + part;
  const cut = first + '</p>'.length;
  return html.slice(0, cut) + gap + part + html.slice(cut);
}
