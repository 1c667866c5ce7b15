/** An answer by mail as it leaves: the agent's words, the signature, what it answers; in lines, and in HTML when it was written so. Pure. */
import { SIGNATURE_MARK } from '@lib/contracts';

export interface Written {
  text: string;
  html?: string;
}

export interface LaidOut extends Written {
  /** The words alone, when something stands under them. */
  words: string | null;
}

const SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** `signature`: without its mark; one that the agent has typed or kept under the words already is not put there twice. */
export function layOut(
  written: Written,
  signature: string,
  quoted: { text: string; html: string } | null,
): LaidOut {
  const signed = signature !== '' && !endsWith(written.text, signature);
  if (!signed && !quoted) return { ...written, words: null };
  const below = signed ? `\n\n${SIGNATURE_MARK}\n${signature}` : '';
  return {
    text: `${written.text.trimEnd()}${below}${quoted?.text ?? ''}`,
    html: written.html && written.html + (signed ? signatureHtml(signature) : '') + quotedPart(quoted),
    words: written.text,
  };
}

/** Where a reader of ours ends the words: what an agent writes has no such parts. */
function signatureHtml(signature: string): string {
  const lines = signature.split('\n').map(linked).join('<br>');
  return `<div class="guichet-signature">${SIGNATURE_MARK}<br>${lines}</div>`;
}

function quotedPart(quoted: { html: string } | null): string {
  return quoted ? `<div class="guichet-quote">${quoted.html}</div>` : '';
}

/** Addresses of pages become links, as mail programs make them of plain lines. */
function linked(line: string): string {
  return line
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, at) => (at % 2 === 1 ? `<a href="${escaped(part)}">${escaped(part)}</a>` : escaped(part)))
    .join('');
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => SIGNS[sign] ?? sign);
const folded = (text: string): string => text.replace(/\s+/g, ' ').trim();
const endsWith = (text: string, signature: string): boolean => folded(text).endsWith(folded(signature));
