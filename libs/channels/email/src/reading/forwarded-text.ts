/** Finds the mail that was passed on inside the text of another: who wrote it, when, about what. Line by line, so no text can make it brood. */
import { FIELD_OF, forwardSubject, isForwardMark, STUCK_LABEL, type CopiedField } from './forward-words.js';
import type { MailAddress } from './header-block.js';

export interface ForwardedText {
  /** What the one who passed it on wrote above it. */
  note: string;
  /** Everybody its copied From field names; none when it names nobody by an address. */
  senders: MailAddress[];
  /** Whom the mails passed on inside it name: for a question to a person, never for an answer. */
  others: MailAddress[];
  /** As written: its language and its time zone are the program's. */
  date: string | null;
  subject: string | null;
  text: string;
  /** Of the letter alone, made harmless; null until then, and when it cannot be told from what stands around it. */
  html: string | null;
}

/** What stands further down is not read. */
export const MAX_LINES = 5_000;
const MAX_LABEL = 30;
const MAX_FIELD = 1_000;
/** Fields with their wrapped lines and the blank ones between them. */
const MAX_HEAD = 40;
/** Blank lines and rules between the mark and the first field. */
const MAX_GAP = 6;
const MAX_SENDERS = 5;
const DEEPEST = 3;

type Fields = Partial<Record<CopiedField, string>>;

/**
 * Null when nothing says that a mail was passed on. A line that says so is enough; copied fields alone stand above every
 * answer of some programs too, so they count only below a subject that says it.
 */
export function readForwardedText(text: string, subject: string, depth = 0): ForwardedText | null {
  const lines = text.replace(/\r\n?/g, '\n').split('\n').slice(0, MAX_LINES);
  const said = forwardSubject(subject);
  const marked = lines.findIndex((line) => isForwardMark(plain(line)));
  if (marked >= 0) {
    const below = unquoted(lines.slice(marked + 1), /^\s*>/.test(lines[marked] ?? ''));
    return found(lines.slice(0, marked), below, readFields(below), depth);
  }
  if (said === null) return null;
  for (let at = 0; at < lines.length; at++) {
    if (fieldOf(plain(lines[at] ?? '')) === null) continue;
    const quoted = /^\s*>/.test(lines[at] ?? '');
    const head = readFields(unquoted(lines.slice(at, at + MAX_HEAD), quoted));
    if (head && head.fields.from !== undefined && Object.keys(head.fields).length >= 3)
      return found(lines.slice(0, at), unquoted(lines.slice(at), quoted), head, depth);
  }
  const wrote = said === 'sure' ? lines.findIndex(isAttribution) : -1;
  if (wrote >= 0) {
    const head = { fields: { from: plain(lines[wrote] ?? '') }, length: 1 };
    return found(lines.slice(0, wrote), lines.slice(wrote), head, depth);
  }
  return said === 'sure'
    ? { note: '', senders: [], others: [], date: null, subject: null, text: text.trim(), html: null }
    : null;
}

interface Head {
  fields: Fields;
  /** How many lines it takes. */
  length: number;
}

function found(above: string[], below: string[], head: Head | null, depth: number): ForwardedText {
  const fields = head?.fields ?? {};
  const body = below.slice(head?.length ?? 0);
  const text = unquoted(body, everyQuoted(body)).join('\n').trim();
  const inner = depth < DEEPEST ? readForwardedText(text, fields.subject ?? '', depth + 1) : null;
  return {
    note: withoutRule(above).join('\n').trim(),
    senders: addressesIn(fields.from ?? ''),
    others: inner ? unique([...inner.senders, ...inner.others]) : [],
    date: fields.date?.trim().slice(0, 200) || null,
    subject: fields.subject?.trim().slice(0, 998) || null,
    text,
    html: null,
  };
}

/** The copied fields at the top of these lines; null when they do not begin with any. */
function readFields(lines: string[]): Head | null {
  const fields: Fields = {};
  let last: CopiedField | null = null;
  let at = 0;
  while (at < MAX_GAP && at < lines.length && isGap(lines[at] ?? '')) at++;
  for (; at < Math.min(lines.length, MAX_HEAD); at++) {
    const line = plain(lines[at] ?? '');
    if (line === '') {
      const next =
        lines
          .slice(at + 1, at + 3)
          .map(plain)
          .find(Boolean) ?? '';
      if (last === null || fieldOf(next) === null || (fieldOf(next) as CopiedField) in fields) break;
      continue;
    }
    const field = fieldOf(line);
    if (field === null) {
      // A wrapped subject or list of recipients; anything else has begun without a blank line.
      if (last === null || last === 'date' || (fields[last] ?? '').length > MAX_FIELD) break;
      fields[last] = `${fields[last] ?? ''} ${line}`;
      continue;
    }
    if (field in fields) break;
    last = field;
    takeField(fields, field, valueOf(line));
  }
  return last === null ? null : { fields, length: at };
}

/** Where a program writes every field into one line, the value ends where the next label begins. */
function takeField(fields: Fields, field: CopiedField, value: string): void {
  const cut = value.slice(0, MAX_FIELD);
  const stuck = field === 'from' ? [...cut.matchAll(STUCK_LABEL)] : [];
  const first = stuck[0]?.index ?? -1;
  fields[field] = first > 0 && /[>\]\w]\s*$/.test(cut.slice(0, first)) ? cut.slice(0, first) : cut;
  if (fields[field] === cut) return;
  for (const [place, match] of stuck.entries()) {
    const label = FIELD_OF.get(match[0].replace(/\s?:\s$/, '').toLowerCase());
    const from = match.index + match[0].length;
    if (label && !(label in fields)) fields[label] = cut.slice(from, stuck[place + 1]?.index);
  }
}

function fieldOf(line: string): CopiedField | null {
  const colon = line.search(/[:：]/);
  if (colon < 1 || colon > MAX_LABEL) return null;
  const label = line.slice(0, colon).replace(/\*/g, '').trim().toLowerCase();
  return FIELD_OF.get(label) ?? null;
}

function valueOf(line: string): string {
  return line.slice(line.search(/[:：]/) + 1).replace(/^[\s*]+|[\s*]+$/g, '');
}

/** "On …, Name <address> wrote:": one line with one address that ends in a colon; some programs pass on in no other way. */
function isAttribution(line: string): boolean {
  const words = plain(line);
  return (
    words.length <= 300 && /[:：]$/.test(words) && fieldOf(words) === null && addressesIn(words).length === 1
  );
}

/** Each address once, with the name before it; an address that programs write twice, as text and as a link, is one. */
export function addressesIn(value: string): MailAddress[] {
  const cut = value.slice(0, MAX_FIELD).replace(/mailto:/gi, '');
  const seen: MailAddress[] = [];
  let from = 0;
  for (const match of cut.matchAll(
    /[^\s<>()[\]"'“”«»,;:|*\u0000-\u001f]{1,64}@[^\s<>()[\]"'“”«»,;:|*@\u0000-\u001f]{1,255}/g,
  )) {
    const address = match[0].replace(/\.+$/, '');
    const name = cut.slice(from, match.index);
    from = match.index + match[0].length;
    if (!/\.[^.]{2,}$/.test(address)) continue;
    seen.push({ address: address.slice(0, 320), name: nameIn(name) });
  }
  return unique(seen).slice(0, MAX_SENDERS + 1);
}

/** The name in front of an address, out of its quotation marks and of a sentence around it. */
function nameIn(before: string): string {
  const quoted = /["“«]\s*([^"“”«»]{1,200}?)\s*["”»]\s*[<[(]?\s*$/.exec(before)?.[1];
  const bare = before.replace(/^[\s>,;\])]+|[\s<[("'“”«»]+$/g, '').replace(/^["'“«\s]+/, '');
  return (quoted ?? (bare.includes(':') ? '' : bare))
    .replace(/^'+|'+$/g, '')
    .slice(0, 200)
    .trim();
}

function unique(addresses: MailAddress[]): MailAddress[] {
  const first = new Map<string, MailAddress>();
  for (const one of addresses) {
    const key = one.address.toLowerCase();
    if (!first.has(key)) first.set(key, one);
  }
  return [...first.values()];
}

function unquoted(lines: string[], quoted: boolean): string[] {
  return quoted ? lines.map((line) => line.replace(/^\s*> ?/, '')) : lines;
}

/** Some programs quote what they pass on as if it were answered. */
function everyQuoted(lines: string[]): boolean {
  const written = lines.filter((line) => line.trim() !== '');
  return written.length > 0 && written.every((line) => /^\s*>/.test(line));
}

function plain(line: string): string {
  return line
    .slice(0, 2_000)
    .replace(/^[\s>|\ufeff]+/, '')
    .trim();
}

function isGap(line: string): boolean {
  return /^[-_=*\s>]*$/.test(line.slice(0, 300));
}

/** A rule drawn above what is passed on belongs to it. */
function withoutRule(lines: string[]): string[] {
  const kept = [...lines];
  while (kept.length > 0 && isGap(kept.at(-1) ?? '')) kept.pop();
  return kept;
}
