/** By which keys a mail could find its ticket, strongest first, and what each is worth; for those who ask later why it went where it went. Pure. */
import { findTicketNumber, type MailThreading } from '@lib/contracts';
import type { MailFacts } from './mail-facts.js';
import type { ReceivedMail } from './reading/received-mail.js';

type Key = MailThreading['keys'][number];

const MOST = 20;
const looksLikeOurs = /^t\.\d{1,12}\.[0-9a-f]{32}\./i;

export function threadingEvidence(mail: ReceivedMail, facts: MailFacts): MailThreading {
  const keys: Key[] = [
    ...replyTokens(mail, facts),
    ...answeredIds(mail, facts),
    ...returnPaths(mail, facts),
    ...markers(mail, facts),
    ...subjectNumber(mail),
  ];
  const seen = new Set<string>();
  const once = keys.filter(({ by, value }) => {
    const id = `${by} ${value}`;
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
  return { keys: once.slice(0, MOST) };
}

function replyTokens(mail: ReceivedMail, facts: MailFacts): Key[] {
  const sender = mail.from[0]?.address ?? '';
  return [...facts.envelopeTo, ...mail.deliveredTo].flatMap((recipient): Key[] => {
    const token = facts.tokens.readReplyAddress(recipient);
    if (!token) return [];
    const known = facts.recipientsOf(token);
    const mine =
      facts.tokens.issuedTo(token, sender) || known.some((one) => one.toLowerCase() === sender.toLowerCase());
    const ours = mine || known.some((one) => facts.tokens.issuedTo(token, one));
    const answer = mine ? 'signed' : ours ? 'of-another' : 'not-ours';
    return [{ by: 'token', value: token.ticketNumber, answer }];
  });
}

function answeredIds(mail: ReceivedMail, facts: MailFacts): Key[] {
  const ids = [...mail.inReplyTo, ...mail.references.toReversed(), ...mail.returnedIds];
  return ids.map((id): Key => {
    const own = facts.tokens.readMessageId(id);
    if (own) return { by: 'own-id', value: own.ticketNumber, answer: 'signed' };
    if (looksLikeOurs.test(id)) return { by: 'own-id', value: id.slice(0, 200), answer: 'not-ours' };
    const answer = facts.threadRootOf(id) === undefined ? 'unknown' : 'known';
    return { by: 'stored-id', value: id.slice(0, 200), answer };
  });
}

function returnPaths(mail: ReceivedMail, facts: MailFacts): Key[] {
  return [...facts.envelopeTo, ...mail.deliveredTo].flatMap((recipient): Key[] => {
    const own = facts.tokens.readBounceAddress(recipient);
    return own ? [{ by: 'return-path', value: own.messageId, answer: 'signed' }] : [];
  });
}

function markers(mail: ReceivedMail, facts: MailFacts): Key[] {
  return mail.markers.map((id): Key => {
    const own = facts.tokens.readMessageId(id);
    if (own) return { by: 'marker', value: own.ticketNumber, answer: 'signed' };
    return { by: 'marker', value: id.slice(0, 200), answer: 'not-ours' };
  });
}

function subjectNumber(mail: ReceivedMail): Key[] {
  const number = findTicketNumber(/\bG-\d{6,9}\b/i.exec(mail.subject)?.[0] ?? '');
  return number ? [{ by: 'subject', value: number, answer: 'hint' }] : [];
}
