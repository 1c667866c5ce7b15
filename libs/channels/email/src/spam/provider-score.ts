/** What the mailbox's own server thinks of a mail, from the headers it left, on one scale. Pure. */
import type { SpamHeaders } from '@lib/contracts';
import type { SpamHeader } from '../reading/received-mail.js';

export interface Thought {
  what: string;
  points: number;
}

const SUSPECT = 5;
const CERTAIN = 10;
const MOST = 50;
const number = /-?\d{1,4}(?:\.\d{1,4})?/;

type Reader = (value: string) => number | null;

/** Each in its own words; null: it says nothing. */
const readers: Readonly<Record<string, Reader>> = {
  'x-spam-flag': (value) => (/^\s*yes\b/i.test(value) ? SUSPECT : null),
  'x-spam-status': (value) => {
    const score = numberAfter(value, /\b(?:score|hits)=/i);
    const needed = numberAfter(value, /\brequired=/i) ?? SUSPECT;
    const scaled = score === null || needed <= 0 ? 0 : (score / needed) * SUSPECT;
    return /^\s*yes\b/i.test(value) ? Math.max(SUSPECT, scaled) : Math.min(scaled, SUSPECT - 0.1);
  },
  'x-spam-score': (value) => numberAfter(value, /^\s*/),
  'x-rspamd-score': (value) => numberAfter(value, /^\s*/),
  'x-spamd-result': (value) => numberAfter(value, /\[/),
  'x-rspamd-action': (value) =>
    /\breject\b/i.test(value) && !/soft/i.test(value)
      ? CERTAIN
      : /add header|rewrite subject/i.test(value)
        ? SUSPECT
        : null,
  // Exchange: 5 and 6 are spam, above that it is sure; -1 and 1 are clean.
  'x-ms-exchange-organization-scl': (value) => byLevel(numberAfter(value, /^\s*/)),
  'x-forefront-antispam-report': (value) => {
    if (/\bCAT:(?:H?PHISH|HPHSH|PHSH|MALW|HSPM)\b/i.test(value)) return CERTAIN;
    return /\bSFV:(?:SPM|SKS|SKB)\b/i.test(value) ? SUSPECT : null;
  },
};

/** The gravest: they speak of one and the same judgement. Null when nothing is believed or nothing was said. */
export function providerThinks(headers: readonly SpamHeader[], believed: SpamHeaders): Thought | null {
  if (believed === 'ignored') return null;
  const thoughts = headers
    .filter(({ above }) => believed === 'anywhere' || above)
    .flatMap(({ name, value }) => {
      const points = readers[name]?.(value.slice(0, 2_000)) ?? null;
      return points === null || points <= 0
        ? []
        : [{ what: `${name}: ${value.slice(0, 200)}`, points: Math.min(points, MOST) }];
    });
  return thoughts.reduce<Thought | null>(
    (most, one) => (most && most.points >= one.points ? most : one),
    null,
  );
}

function byLevel(level: number | null): number | null {
  if (level === null || level < 5) return null;
  return level < 7 ? SUSPECT : CERTAIN;
}

function numberAfter(value: string, mark: RegExp): number | null {
  const at = mark.exec(value);
  if (!at) return null;
  const rest = value.slice(at.index + at[0].length).trimStart();
  const found = number.exec(rest);
  return found?.index === 0 ? Number(found[0]) : null;
}
