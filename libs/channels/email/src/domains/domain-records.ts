/** What the TXT records of a domain say about mail sent in its name. Pure. */
import type { DmarcFinding, KeyFinding, SpfFinding } from '@lib/contracts';

/** Null: the name service did not answer. */
export type Records = readonly string[] | null;

/** The one line to publish: version, kind of key, the key itself (RFC 6376 §3.6.1). */
export const keyRecord = (publicKey: string): string => `v=DKIM1; k=rsa; p=${publicKey}`;

export function keyFinding(records: Records, publicKey: string): KeyFinding {
  if (records === null) return 'no-answer';
  if (records.length === 0) return 'missing';
  // Two records at one name: receivers take either, so neither can be relied on.
  const [only] = records;
  return records.length === 1 && only !== undefined && tagsOf(only).get('p')?.replace(/\s/g, '') === publicKey
    ? 'right'
    : 'other';
}

export function spfFinding(records: Records): { finding: SpfFinding; record: string | null } {
  if (records === null) return { finding: 'no-answer', record: null };
  const found = records.filter((record) => /^v=spf1(\s|$)/i.test(record));
  const [record = null] = found;
  if (record === null) return { finding: 'missing', record };
  if (found.length > 1) return { finding: 'several', record };
  return { finding: /(^|\s)\+?all(\s|$)/i.test(record) ? 'open' : 'found', record };
}

export function dmarcFinding(records: Records): { finding: DmarcFinding; record: string | null } {
  if (records === null) return { finding: 'no-answer', record: null };
  const found = records.filter((record) => /^v=DMARC1(\s*;|$)/i.test(record));
  const [record = null] = found;
  if (record === null) return { finding: 'missing', record };
  if (found.length > 1) return { finding: 'several', record };
  const asked = tagsOf(record).get('p')?.toLowerCase();
  if (asked === 'none') return { finding: 'watching', record };
  if (asked === 'quarantine') return { finding: 'aside', record };
  return { finding: asked === 'reject' ? 'refuse' : 'broken', record };
}

function tagsOf(record: string): Map<string, string> {
  const tags = new Map<string, string>();
  for (const part of record.split(';')) {
    const at = part.indexOf('=');
    if (at > 0) tags.set(part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim());
  }
  return tags;
}
