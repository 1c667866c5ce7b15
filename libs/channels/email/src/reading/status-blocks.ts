/** Reads delivery status blocks (RFC 3464): one block for the message, then one per recipient; also when they stand in plain text. */
import charset from 'libmime/lib/charset';

export interface StatusBlock {
  recipient: string | null;
  action: string | null;
  status: string | null;
  reason: string | null;
}

/** Blocks without any recipient say nothing about anybody and are left out. */
export function readStatusBlocks(content: string): StatusBlock[] {
  return content
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n/)
    .map(fieldsOf)
    .filter((fields) => fields.has('final-recipient') || fields.has('original-recipient'))
    .map((fields) => ({
      recipient: recipientOf(fields),
      action:
        fields
          .first('action')
          ?.toLowerCase()
          .split(/[\s(;]/)[0] || null,
      status: /\d\.\d{1,3}\.\d{1,3}/.exec(fields.first('status') ?? '')?.[0] ?? null,
      reason: readable(fields.first('diagnostic-code')) ?? null,
    }));
}

/** Fields of a block by lower-case name, folds undone. */
export interface Fields {
  has(name: string): boolean;
  first(name: string): string | undefined;
  all(name: string): string[];
}

export function fieldsOf(block: string): Fields {
  const found = new Map<string, string[]>();
  for (const line of block.replace(/(?:\r?\n|\r)[ \t]+/g, ' ').split(/\r?\n|\r/)) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    found.set(name, [...(found.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  return {
    has: (name) => found.has(name),
    first: (name) => found.get(name)?.[0],
    all: (name) => found.get(name) ?? [],
  };
}

/** `rfc822; <a@b>` and its misspellings → `a@b`; null when no address is left. */
export function bareAddress(value: string): string | null {
  const address = value
    .replace(/^[a-z0-9-]+\s*;\s*/i, '')
    .replace(/\s*\(.*$/, '')
    .replace(/^[<"'\s]+|[>"'\s.,:]+$/g, '')
    .trim();
  return address === '' ? null : address.slice(0, 320);
}

/** The final recipient failed; the original one stands in when the final is no address (a program, a number, hidden). */
function recipientOf(fields: Fields): string | null {
  const final = bareAddress(fields.first('final-recipient') ?? '');
  const original = bareAddress(fields.first('original-recipient') ?? '');
  if (final?.includes('@')) return final;
  return original?.includes('@') ? original : (final ?? original);
}

/** Japanese servers write their reasons in escapes that a 7-bit part does not announce. */
function readable(reason: string | undefined): string | undefined {
  if (!reason?.includes('\x1b$')) return reason;
  return charset.decode(Buffer.from(reason, 'latin1'), 'iso-2022-jp');
}
