/** What is looked at once before an answer leaves: each a likely slip, said plainly, and never a refusal. */
import type { TimelineItem } from '@lib/contracts';

export type Guard =
  | { kind: 'answered'; name: string; at: string }
  | { kind: 'no-file' }
  | { kind: 'many'; count: number }
  | { kind: 'inner-pasted'; words: string }
  | { kind: 'bounced'; address: string };

export interface Outgoing {
  channel: 'chat' | 'email';
  text: string;
  files: number;
  recipients: readonly string[];
  /** ISO; since when the writer has been writing it. */
  startedAt: string | null;
  meId: string;
}

const MANY = 10;
/** Shorter stretches are said by chance. */
const TELLING = 25;
const FILE_WORDS =
  /(?<!\p{L})(?:ci-joint(?:e?s?)|pi[èe]ces? jointes?|(?:en|fichiers?|documents?) joint(?:e?s?)|joint à ce|attached|attachments?|enclosed)(?!\p{L})/iu;

export function guardsFor(outgoing: Outgoing, items: readonly TimelineItem[]): Guard[] {
  const { channel, text, files, recipients } = outgoing;
  const own = text
    .split('\n')
    .filter((line) => !line.startsWith('>'))
    .join('\n');
  const guards: Guard[] = [];
  const answer = answeredMeanwhile(outgoing, items);
  if (answer) guards.push({ kind: 'answered', name: answer.author.name ?? '', at: answer.at });
  const pasted = innerPasted(own, items);
  if (pasted !== null) guards.push({ kind: 'inner-pasted', words: pasted });
  if (channel === 'email') {
    if (files === 0 && FILE_WORDS.test(own)) guards.push({ kind: 'no-file' });
    if (recipients.length > MANY) guards.push({ kind: 'many', count: recipients.length });
    const returned = recipients.find((address) => bouncedLast(address, items));
    if (returned !== undefined) guards.push({ kind: 'bounced', address: returned });
  }
  return guards;
}

/** A colleague's answer since the writer began theirs. */
export function answeredMeanwhile(
  { startedAt, meId }: Pick<Outgoing, 'startedAt' | 'meId'>,
  items: readonly TimelineItem[],
): TimelineItem | undefined {
  if (startedAt === null) return undefined;
  return items.findLast(
    ({ kind, direction, author, at, delivery }) =>
      kind === 'message' &&
      direction === 'out' &&
      author.kind === 'agent' &&
      author.id !== meId &&
      delivery?.state !== 'cancelled' &&
      at > startedAt,
  );
}

/** A line of a colleague's note that stands in words for the customer. */
function innerPasted(text: string, items: readonly TimelineItem[]): string | null {
  const said = plain(text);
  for (const { kind, text: note } of items) {
    if (kind !== 'note' || !note) continue;
    for (const line of note.split(/\n|(?<=[.!?])\s+/)) {
      const words = plain(line);
      if (words.length >= TELLING && said.includes(words)) return line.trim();
    }
  }
  return null;
}

/** The last mail to it came back, and nothing has come from it since. */
function bouncedLast(address: string, items: readonly TimelineItem[]): boolean {
  const wanted = address.toLowerCase();
  const last = items.findLast(
    ({ channel, direction, data }) =>
      channel === 'email' &&
      (direction === 'in'
        ? String(data.from ?? '').toLowerCase() === wanted
        : addressesIn(data.to).includes(wanted) || addressesIn(data.cc).includes(wanted)),
  );
  return last?.direction === 'out' && last.delivery?.state === 'bounced';
}

const addressesIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.map((one) => String(one).toLowerCase()) : [];

const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();
