/** A second reading for mail whose text came out broken: its parts say one charset, their bytes another; here the bytes are believed. */
import { Transform, type TransformCallback } from 'node:stream';
import { analyse } from 'chardet';
import iconv from 'iconv-lite';
import charset from 'libmime/lib/charset';
import { charsetFor } from './charsets.js';

const MARK = 'x-rescue-';
const NONE = 'none';
const MAX_RESCUED = 2 * 1024 * 1024;
/** The detector is a coin toss below these. */
const MIN_HIGH_BYTES = 8;
const MIN_CONFIDENCE = 50;

/** Whether a first reading lost characters, or met a charset that its parser does not read. */
export function needsRescue(source: Buffer, text: string, html: string | null): boolean {
  if (source.length > MAX_RESCUED) return false;
  if (text.includes('\ufffd') || html?.includes('\ufffd')) return true;
  // Escapes of ISO-2022 under another name, and UTF-7, which parsers refuse because filters in front of them do not read it.
  return text.includes('\x1b$') || source.includes('utf-7') || source.includes('UTF-7');
}

/** The same mail with the charset of its text parts renamed, so that `RescueDecoder` is asked for each of them. */
export function forRescue(source: Buffer): Buffer {
  const renamed = source
    .toString('latin1')
    .replace(
      /^content-type:[ \t]*(?:\r?\n[ \t]+)?text\/(?:plain|html)(?:[^\r\n]|\r?\n[ \t]){0,2000}/gim,
      (field) => {
        const named = /charset\s*=\s*"?([\w.:+-]{1,60})"?/i.exec(field)?.[1] ?? NONE;
        return `${field.replace(/;\s*charset\s*=\s*(?:"[^"\r\n]*"?|[^\s;"]*)/gi, '')}; charset=${MARK}${named}`;
      },
    );
  return Buffer.from(renamed, 'latin1');
}

/** What the parser takes for its converter: gathers one part and decodes it by what its bytes say. */
export class RescueDecoder extends Transform {
  private readonly chunks: Buffer[] = [];

  constructor(private readonly from: string) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.chunks.push(chunk);
    done();
  }

  override _flush(done: TransformCallback): void {
    this.push(this.convert(Buffer.concat(this.chunks)));
    done();
  }

  /** The parser's own door for file names. */
  convert(bytes: Buffer): Buffer {
    const named = this.from.toLowerCase().startsWith(MARK) ? this.from.slice(MARK.length) : this.from;
    return Buffer.from(decodeByBytes(bytes, named === NONE ? '' : named), 'utf8');
  }
}

/**
 * Strict UTF-8 before anything, because nothing else looks like it by accident; then what was declared, if it reads without a
 * hole; then what the bytes look like; at last the charset of Western Windows, in which every byte means something.
 */
export function decodeByBytes(bytes: Buffer, named: string): string {
  const declared = charsetFor(named);
  if (declared === 'utf-7') return iconv.decode(bytes, 'utf-7');
  const high = bytes.reduce((count, byte) => count + (byte >= 0x80 ? 1 : 0), 0);
  if (high === 0)
    return bytes.includes('\x1b$') || bytes.includes('\x1b(')
      ? charset.decode(bytes, 'iso-2022-jp')
      : bytes.toString('latin1');
  const utf8 = bytes.toString('utf8');
  if (!utf8.includes('\ufffd')) return utf8;
  if (declared && declared !== 'utf8' && declared !== 'ascii') {
    const text = iconv.decode(bytes, declared);
    if (!text.includes('\ufffd')) return text;
  }
  const best = high >= MIN_HIGH_BYTES ? analyse(bytes)[0] : undefined;
  const guessed = best && best.confidence >= MIN_CONFIDENCE ? charsetFor(best.name) : '';
  return iconv.decode(bytes, guessed && guessed !== 'utf8' ? guessed : 'windows-1252');
}
