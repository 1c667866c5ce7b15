/** Encoded words of header fields (RFC 2047) into text, also where the word's charset is not what its bytes are in. */
import libmime from 'libmime';
import { decodeByBytes } from './charset-rescue.js';
import { charsetFor } from './charsets.js';

const WORD = /=\?([\w.:+-]{1,60})(?:\*[\w-]*)?\?([QqBb])\?([^?\n]{0,2000})\?=/g;
const RUN =
  /=\?[\w.:+*-]{1,80}\?[QqBb]\?[^?\n]{0,2000}\?=(?:\s*=\?[\w.:+*-]{1,80}\?[QqBb]\?[^?\n]{0,2000}\?=)*/g;
const ESCAPES = /(?:=[0-9a-f]{2})+/gi;

/** As the usual decoder reads them; a second, slower reading when it lost characters or met what it refuses. */
export function decodeWords(value: string): string {
  if (!value.includes('=?')) return value;
  const text = value.replace(WORD, withRawCharacters);
  try {
    const usual = libmime.decodeWords(text);
    return isBroken(usual) || /=\?(?:us-ascii|ascii|[\w-]*utf-?7)[?*]/i.test(text) ? byBytes(text) : usual;
  } catch {
    return value;
  }
}

function isBroken(text: string): boolean {
  return text.includes('\ufffd') || text.includes('\x1b');
}

/** Raw characters came through with the header block; only what is written in escapes is still in the word's charset. */
function withRawCharacters(whole: string, name: string, encoding: string, content: string): string {
  if (encoding.toLowerCase() === 'b' || !/[^\x00-\x7f]/.test(content)) return whole;
  return content
    .replace(/_/g, ' ')
    .replace(ESCAPES, (escaped) => decodeByBytes(bytesOf(escaped), charsetFor(name) ? name : 'utf-8'));
}

/** Neighbours in one charset are one text: senders cut characters in two at a word's end. */
function byBytes(value: string): string {
  return value.replace(RUN, (run) => {
    const words: { name: string; bytes: Buffer }[] = [];
    for (const [, name = '', encoding = '', content = ''] of run.matchAll(WORD)) {
      const bytes = /b/i.test(encoding) ? Buffer.from(content, 'base64') : quotedBytes(content);
      const last = words.at(-1);
      if (last?.name === name) last.bytes = Buffer.concat([last.bytes, bytes]);
      else words.push({ name, bytes });
    }
    return words.map(({ name, bytes }) => decodeByBytes(bytes, name)).join('');
  });
}

function quotedBytes(content: string): Buffer {
  const plain = content.replace(/_/g, ' ').replace(ESCAPES, (one) => bytesOf(one).toString('latin1'));
  return Buffer.from(plain, 'latin1');
}

function bytesOf(escaped: string): Buffer {
  return Buffer.from(escaped.replace(/=/g, ''), 'hex');
}
