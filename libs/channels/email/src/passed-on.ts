/** Pure: the mail that another passes on, as it came attached or as it stands in the text. Who may pass one on is not decided here. */
import type { Address, ForwardedMail } from '@lib/contracts';
import { attachmentRefs } from './attachment-refs.js';
import type { MailFacts } from './mail-facts.js';
import type { MailAddress } from './reading/header-block.js';
import type { ReceivedMail } from './reading/received-mail.js';
import { splitReply } from './reading/reply-split.js';

const MAX_KEYS = 50;
const MAX_PEOPLE = 10;

/**
 * Undefined for a mail that passes nothing on, for what a machine or a list sent, and for one that was sent to the reply
 * address of a ticket: that says where it belongs. An attached mail goes before what the text says, since nobody retyped it.
 */
export function passedOn(mail: ReceivedMail, facts: MailFacts): ForwardedMail | undefined {
  if (mail.from.length !== 1 || mail.verdict.evidence.length > 0) return undefined;
  const recipients = [...facts.envelopeTo, ...mail.deliveredTo];
  if (recipients.some((recipient) => facts.tokens.readReplyAddress(recipient) !== null)) return undefined;
  return attached(mail, facts) ?? inText(mail, facts);
}

function attached(mail: ReceivedMail, facts: MailFacts): ForwardedMail | undefined {
  const [first, ...more] = mail.attachedMails;
  if (!first) return undefined;
  return {
    how: 'attached',
    // Two mails of one person are that person's; of two persons there is no first one.
    senders: people([...first.from, ...more.flatMap(({ from }) => from)]),
    others: [],
    sentAt: first.date,
    subject: first.subject,
    text: first.text,
    replyText: first.replyText,
    html: first.html ?? undefined,
    attachments: attachmentRefs([...first.attachments, ...mail.attachments]),
    messageId: first.messageId,
    threadKeys: keysOf([...first.answers, ...(first.messageId ? [first.messageId] : [])], facts),
    note: mail.text,
  };
}

function inText(mail: ReceivedMail, facts: MailFacts): ForwardedMail | undefined {
  const found = mail.forwardedText;
  if (!found) return undefined;
  return {
    how: 'in-text',
    senders: people(found.senders),
    others: people(found.others),
    sentAt: found.date,
    subject: found.subject ?? mail.subject,
    text: found.text,
    replyText: splitReply(found.text),
    html: found.html ?? undefined,
    // Pictures that the letter's HTML does not show, or that lose it, are files like others.
    attachments: attachmentRefs(mail.attachments).map((file) => ({
      ...file,
      inline: file.inline === true && showsPicture(found.html, file.contentId),
    })),
    messageId: null,
    threadKeys: keysOf([...mail.inReplyTo, ...mail.references.toReversed()], facts),
    note: found.note,
  };
}

function showsPicture(html: string | null, contentId: string | undefined): boolean {
  const name = contentId?.replace(/^<|>$/g, '');
  return name !== undefined && name !== '' && html !== null && html.includes(`cid:${name}`);
}

/** What we signed leads to a ticket, any other id to whoever knows it; the sender must belong there in both cases. */
function keysOf(ids: string[], facts: MailFacts): string[] {
  const keys = ids.map((id) => {
    const own = facts.tokens.readMessageId(id);
    return own ? `ticket:${own.ticketNumber}` : `mid:${id}`;
  });
  const strongFirst = [...keys.filter((key) => key.startsWith('ticket:')), ...keys];
  return [...new Set(strongFirst)].map((key) => key.slice(0, 998)).slice(0, MAX_KEYS);
}

function people(found: MailAddress[]): Address[] {
  const once = new Map<string, Address>();
  for (const { address, name } of found) {
    const key = address.toLowerCase();
    if (address.length <= 320 && !once.has(key))
      once.set(key, { kind: 'email', value: address, ...(name && { name: name.slice(0, 200) }) });
  }
  return [...once.values()].slice(0, MAX_PEOPLE);
}
