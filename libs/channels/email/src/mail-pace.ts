/** Counts the mails of a sender and of each of their subjects as they are filed: faster than people write is a possible loop. */
import { createHash } from 'node:crypto';
import type { Tx } from '@lib/database';
import type { ReceivedMail } from './reading/received-mail.js';

export const MOST_FROM_SENDER = 20;
export const MOST_OF_SUBJECT = 10;
const MINUTE = 60_000;
const SLOT_MS = 5 * MINUTE;
/** Counted in whole slots: ten minutes are this slot and the one before, an hour is this and eleven before. */
const SENDER_SLOTS = 2;
const SUBJECT_SLOTS = 12;

export type LoopWhy = 'many-from-sender' | 'same-subject';

export interface PacedMail {
  mail: Pick<ReceivedMail, 'from' | 'subject'>;
  receivedAt: Date;
}

interface Step {
  key: string;
  slot: number;
  slots: number;
}

const replies =
  /^\s*(?:(?:re|aw|antw|sv|vs|rif|ref|odp|ynt|wg|tr|fwd?|fw|réf|rép|auto(?:matic)?[ -]?reply|réponse automatique)\s*(?:\[\d+\])?\s*:\s*)+/i;

/** In the transaction that files them; each answer says why this mail is one too many, or null. */
export async function paceOf(tx: Tx, mails: PacedMail[]): Promise<(LoopWhy | null)[]> {
  const steps = mails.map((item) => stepsOf(item));
  const added = new Map<string, Step & { count: number }>();
  for (const step of steps.flat()) {
    const id = `${step.key} ${step.slot}`;
    added.set(id, { ...step, count: (added.get(id)?.count ?? 0) + 1 });
  }
  if (added.size === 0) return mails.map(() => null);
  const rows = await tx.query<{ key: string; slot: Date; total: number }>(
    `WITH arrived AS (
       SELECT key, to_timestamp(slot / 1000.0) AS slot, count, slots
       FROM jsonb_to_recordset($1::jsonb) AS one(key text, slot float8, count integer, slots integer)),
     kept AS (
       INSERT INTO email.pace (key, slot, count) SELECT key, slot, count FROM arrived ORDER BY key, slot
       ON CONFLICT (key, slot) DO UPDATE SET count = pace.count + excluded.count RETURNING key, slot, count)
     SELECT kept.key, kept.slot, (kept.count + coalesce((SELECT sum(before.count) FROM email.pace AS before
       WHERE before.key = kept.key AND before.slot < kept.slot
         AND before.slot > kept.slot - arrived.slots * interval '5 minutes'), 0)
       + coalesce((SELECT sum(beside.count) FROM arrived AS beside WHERE beside.key = kept.key AND beside.slot < kept.slot
         AND beside.slot > kept.slot - arrived.slots * interval '5 minutes'), 0))::integer AS total
     FROM kept JOIN arrived ON arrived.key = kept.key AND arrived.slot = kept.slot`,
    [JSON.stringify([...added.values()])],
  );
  // Those of this group were counted together: each is judged by what had come when it came.
  const left = new Map(rows.map(({ key, slot, total }) => [`${key} ${slot.getTime()}`, total]));
  const later = new Map([...added].map(([id, { count }]) => [id, count]));
  return steps.map(([sender, subject]) => {
    const place = (step: Step | undefined): number => {
      const id = step ? `${step.key} ${step.slot}` : '';
      later.set(id, (later.get(id) ?? 1) - 1);
      return (left.get(id) ?? 0) - (later.get(id) ?? 0);
    };
    const [many, same] = [place(sender), place(subject)];
    if (many > MOST_FROM_SENDER) return 'many-from-sender';
    return same > MOST_OF_SUBJECT ? 'same-subject' : null;
  });
}

/** What is older than an hour decides nothing any more. */
export async function forgetPace(tx: Pick<Tx, 'query'>, now: Date): Promise<void> {
  await tx.query(
    `DELETE FROM email.pace WHERE ctid IN (SELECT ctid FROM email.pace WHERE slot < $1::timestamptz - interval '2 hours' LIMIT 500)`,
    [now],
  );
}

function stepsOf({ mail, receivedAt }: PacedMail): Step[] {
  const sender = mail.from.length === 1 ? mail.from[0]?.address.toLowerCase() : undefined;
  if (!sender) return [];
  const slot = Math.floor(receivedAt.getTime() / SLOT_MS) * SLOT_MS;
  const subject = mail.subject.replace(replies, '').toLowerCase().replace(/\s+/g, ' ').trim();
  const hash = createHash('sha256').update(`${sender}\n${subject}`).digest('base64url');
  return [
    { key: `from:${sender}`, slot, slots: SENDER_SLOTS },
    { key: `subject:${hash}`, slot, slots: SUBJECT_SLOTS },
  ];
}
