/** Puts right what is odd about a mail as a whole before anybody parses it: what stands before its headers, how they and its lines end. */
import { headerEnd } from './header-block.js';

const MAX_HEAD = 64 * 1024;

/** The same mail as a MIME parser expects it; the very same bytes when nothing was odd. */
export function putRight(raw: Buffer): Buffer {
  return withEndedHeaders(usualLineEnds(withoutEnvelopeLine(raw)));
}

/** An mbox "From " line or blank lines in front would end the headers before they begin. */
function withoutEnvelopeLine(raw: Buffer): Buffer {
  let start = 0;
  while (start < raw.length && (raw[start] === 0x0a || raw[start] === 0x0d)) start++;
  const source = raw.subarray(start);
  const opening = source.subarray(0, 200).toString('latin1');
  if (opening.startsWith('From ')) {
    const end = source.findIndex((byte) => byte === 0x0a || byte === 0x0d);
    return end < 0
      ? source
      : source.subarray(source[end] === 0x0d && source[end + 1] === 0x0a ? end + 2 : end + 1);
  }
  if (isField(opening)) return source;
  // A blank line first, or no field before the first one: the mail has no headers and all of it is body.
  return start > 0 ? raw : withoutFields(source) ? Buffer.concat([Buffer.from('\r\n'), source]) : source;
}

function isField(line: string): boolean {
  return /^[!-9;-~]+[ \t]*:/.test(line);
}

function withoutFields(source: Buffer): boolean {
  const block = source.subarray(0, Math.min(headerEnd(source), MAX_HEAD)).toString('latin1');
  return !block.split(/\r?\n|\r/).some(isField);
}

/** Some programs end the headers with a line of spaces, which reads as a fold; what follows it is no field and no fold. */
function withEndedHeaders(source: Buffer): Buffer {
  const head = source.subarray(0, Math.min(headerEnd(source), MAX_HEAD)).toString('latin1');
  const blank = /(\r\n|\n)[ \t]+(?=\r?\n([^\r\n]*))/.exec(head);
  if (!blank || /^[ \t]/.test(blank[2] ?? '') || isField(blank[2] ?? '')) return source;
  const at = blank.index + (blank[1]?.length ?? 0);
  const after = blank.index + blank[0].length;
  return Buffer.concat([source.subarray(0, at), source.subarray(after)]);
}

/** Old Macintosh mail ends its lines with a bare CR, which no MIME parser takes for an end. */
function usualLineEnds(raw: Buffer): Buffer {
  if (raw.includes(0x0a) || !raw.includes(0x0d)) return raw;
  return Buffer.from(raw.map((byte) => (byte === 0x0d ? 0x0a : byte)));
}

/** As it came, for reports whose MIME no parser follows. */
export function bodyOf(source: Buffer): string {
  return source
    .subarray(headerEnd(source), headerEnd(source) + MAX_HEAD)
    .toString('utf8')
    .trim();
}

/** As a stream gives it. */
export function* slices(source: Buffer): Generator<Buffer> {
  for (let at = 0; at < source.length; at += 64 * 1024) yield source.subarray(at, at + 64 * 1024);
}
