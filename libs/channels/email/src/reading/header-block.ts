/** The header block of a raw mail as fields of text: raw 8-bit bytes rescued, folds undone, order kept. */
import { analyse } from 'chardet';
import iconv from 'iconv-lite';
import charset from 'libmime/lib/charset';
import { parseAddressHeader } from 'mailparser';
import { charsetFor } from './charsets.js';
import { decodeWords } from './encoded-words.js';

export interface MailAddress {
  name: string;
  address: string;
}

const MAX_BLOCK = 1024 * 1024;
const MAX_ADDRESSES = 200;
/** Longer than any honest field, short enough that no pattern can be made to brood over it. */
const MAX_FIELD = 32 * 1024;

/** Fields by lower-case name, in the order they stand; reading decodes encoded words on demand. */
export class HeaderBlock {
  private readonly fields = new Map<string, string[]>();
  /** Of each field, where it stands among all. */
  private readonly places = new Map<string, number[]>();
  /** Who reads a mail asks for the same people several times, and taking an address apart is dear. */
  private readonly people = new Map<string, MailAddress[]>();

  constructor(lines: Iterable<{ name: string; value: string }>) {
    let place = 0;
    for (const { name, value } of lines) {
      place += 1;
      const values = this.fields.get(name);
      if (values) {
        values.push(value);
        this.places.get(name)?.push(place);
      } else {
        this.fields.set(name, [value]);
        this.places.set(name, [place]);
      }
    }
  }

  /** What the door knows and the mail does not say. */
  supply(name: string, value: string): void {
    if (this.fields.has(name)) return;
    this.fields.set(name, [value]);
    this.people.delete(name);
  }

  has(name: string): boolean {
    return this.fields.has(name);
  }

  /** As written (folds undone), first occurrence. */
  raw(name: string): string | undefined {
    return this.fields.get(name)?.[0];
  }

  all(name: string): string[] {
    return this.fields.get(name) ?? [];
  }

  text(name: string): string | undefined {
    const value = this.raw(name);
    return value === undefined ? undefined : decodeWords(value).trim();
  }

  /** With whether each stands above the first field of another name; above nothing when there is none. */
  above(name: string, other: string): { value: string; above: boolean }[] {
    const line = this.places.get(other)?.[0] ?? 0;
    const places = this.places.get(name) ?? [];
    return this.all(name).map((value, at) => ({ value, above: (places[at] ?? line) < line }));
  }

  addresses(name: string): MailAddress[] {
    let known = this.people.get(name);
    if (!known) this.people.set(name, (known = this.readAddresses(name)));
    return [...known];
  }

  names(): IterableIterator<string> {
    return this.fields.keys();
  }

  private readAddresses(name: string): MailAddress[] {
    if (!this.fields.has(name)) return [];
    return parseAddressHeader(this.all(name), { flatten: true })
      .value.slice(0, MAX_ADDRESSES)
      .map(({ name: label, address }) => ({ name: oneLine(label), address: normalAddress(address ?? '') }))
      .filter((entry) => entry.address !== '');
  }
}

/** The domain is case-blind, the local part is the owner's business. */
export function normalAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const trimmed = address.trim();
  return at < 0 ? trimmed : trimmed.slice(0, at) + trimmed.slice(at).toLowerCase();
}

export function readHeaderBlock(raw: Buffer): HeaderBlock {
  const block = raw.subarray(0, headerEnd(raw));
  return new HeaderBlock(splitFields(decodeBlock(block)));
}

/** The first empty line ends the headers, whatever the line ends are. */
export function headerEnd(raw: Buffer): number {
  const limit = Math.min(raw.length, MAX_BLOCK);
  for (let at = 0; at < limit; at++) {
    const byte = raw[at];
    const next = raw[at + 1];
    if (byte === 0x0a && (next === 0x0a || (next === 0x0d && raw[at + 2] === 0x0a))) return at;
    if (byte === 0x0d && next === 0x0d) return at;
  }
  return limit;
}

function* splitFields(block: string): Generator<{ name: string; value: string }> {
  let name = '';
  let value = '';
  for (const line of block.split(/\r\n|\n|\r/)) {
    if (/^[ \t]/.test(line)) {
      if (name && value.length < MAX_FIELD) value += ' ' + line.slice(0, MAX_FIELD).trim();
      continue;
    }
    if (name) yield { name, value };
    const colon = line.indexOf(':');
    // A line without a colon (an mbox "From " line, a broken fold) belongs to nobody.
    name = colon > 0 ? line.slice(0, colon).trim().toLowerCase() : '';
    value = colon > 0 ? line.slice(colon + 1, colon + 1 + MAX_FIELD).trim() : '';
  }
  if (name) yield { name, value };
}

function decodeBlock(block: Buffer): string {
  if (!hasHighBytes(block)) return readEscaped(block);
  if (isUtf8(block)) return block.toString('utf8');
  const declared = /charset\s*=\s*"?([\w.:-]+)/i.exec(block.toString('latin1'))?.[1];
  return iconv.decode(block, guessCharset(block, declared));
}

/** Raw ISO-2022-JP is 7-bit but announces itself with escapes. */
function readEscaped(block: Buffer): string {
  return block.includes('\x1b$') ? charset.decode(block, 'iso-2022-jp') : block.toString('latin1');
}

function guessCharset(block: Buffer, declared: string | undefined): string {
  const named = declared ? charsetFor(declared) : '';
  if (named && named !== 'utf8' && named !== 'ascii') return named;
  const high = block.filter((byte) => byte >= 0x80).length;
  // Below some eight high bytes the detector is a coin toss that likes Chinese.
  if (high >= 8) {
    const best = analyse(block)[0];
    if (best && best.confidence >= 50) return charsetFor(best.name) || 'windows-1252';
  }
  return 'windows-1252';
}

function hasHighBytes(block: Buffer): boolean {
  for (const byte of block) if (byte >= 0x80) return true;
  return false;
}

function isUtf8(block: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(block);
    return true;
  } catch {
    return false;
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
