/** The conditions under which a machine answers a mail: all must hold. Pure. */

export interface MailFacts {
  /** In small letters. */
  sender: string;
  /** Why the mail itself forbids it: automatic, a list's, of a sender who cannot be trusted or told. */
  neverAnswer: string | null;
  /** One of our own mailboxes. */
  own: boolean;
  /** Mail to this address comes back, or its reader called ours unwanted. */
  bounced: boolean;
  /** A person has answered on this ticket. */
  answered: boolean;
  /** Acknowledgements on this ticket, ever. */
  acknowledged: number;
  /** Acknowledgements to this sender in 24 hours, and of those with this subject. */
  senderToday: number;
  sameSubjectToday: number;
  /** Any automatic mail of this mailbox to this sender in an hour. */
  senderThisHour: number;
  /** Mails of the same customer in ten minutes, and with this subject in an hour. */
  arrivedLately: number;
  sameSubjectThisHour: number;
}

export const MAIL_LIMITS = {
  perTicket: 1,
  perSenderToday: 3,
  perSubjectToday: 1,
  perHour: 10,
  arrivalsIn10Minutes: 20,
  sameSubjectInAnHour: 10,
} as const;

export type MailRefusal =
  | 'no-mail-to-answer'
  | 'automatic'
  | 'bulk'
  | 'sender-not-trusted'
  | 'sender-unclear'
  | 'forwarded'
  | 'invitation'
  | 'no-reply-address'
  | 'own-address'
  | 'address-bounced'
  | 'possible-loop'
  | 'acknowledged-already'
  | 'answered-already'
  | 'enough-today'
  | 'enough-this-hour';

const NO_REPLY =
  /^(?:no-?_?\.?reply|do-?_?\.?not-?_?\.?reply|ne-?_?\.?pas-?_?\.?repondre|pas-?de-?reponse|no-?reponse|mailer-daemon|postmaster|bounces?|auto-?reply|automailer|daemon)(?:[+._-]|@)/;
const FORBIDDEN = [
  'automatic',
  'bulk',
  'sender-not-trusted',
  'sender-unclear',
  'forwarded',
  'invitation',
  'possible-loop',
] as const;

/** Null when it may leave. */
export function refusalOf(facts: MailFacts, acknowledges: boolean): MailRefusal | null {
  if (facts.neverAnswer !== null)
    return FORBIDDEN.find((reason) => reason === facts.neverAnswer) ?? 'automatic';
  if (NO_REPLY.test(facts.sender) || facts.sender.endsWith('.invalid')) return 'no-reply-address';
  if (facts.own) return 'own-address';
  if (facts.bounced) return 'address-bounced';
  if (facts.arrivedLately > MAIL_LIMITS.arrivalsIn10Minutes) return 'possible-loop';
  if (facts.sameSubjectThisHour > MAIL_LIMITS.sameSubjectInAnHour) return 'possible-loop';
  if (facts.senderThisHour >= MAIL_LIMITS.perHour) return 'enough-this-hour';
  if (!acknowledges) return null;
  if (facts.acknowledged >= MAIL_LIMITS.perTicket) return 'acknowledged-already';
  if (facts.answered) return 'answered-already';
  const many = facts.senderToday >= MAIL_LIMITS.perSenderToday;
  return many || facts.sameSubjectToday >= MAIL_LIMITS.perSubjectToday ? 'enough-today' : null;
}
