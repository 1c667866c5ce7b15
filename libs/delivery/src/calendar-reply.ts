/** The file with which calendar programs tell an organiser who comes (RFC 5546, METHOD:REPLY). Pure. */
import type { Invitation, InvitationAnswer } from '@lib/contracts';

const PARTSTAT: Record<InvitationAnswer, string> = {
  accepted: 'ACCEPTED',
  tentative: 'TENTATIVE',
  declined: 'DECLINED',
};
/** Octets of a line before it is folded (RFC 5545 §3.1). */
const MAX_OCTETS = 75;

/** `attendee` is the address that was asked; both addresses are plain ones, without blanks or quotation marks. */
export function calendarReply(
  invitation: Pick<Invitation, 'uid' | 'sequence' | 'recurrenceId' | 'title'> & {
    organiser: { address: string };
  },
  { attendee, answer, now }: { attendee: string; answer: InvitationAnswer; now: Date },
): string {
  const { recurrenceId } = invitation;
  const lines = [
    'BEGIN:VCALENDAR',
    'PRODID:-//Guichet//Guichet//EN',
    'VERSION:2.0',
    'METHOD:REPLY',
    'BEGIN:VEVENT',
    `UID:${escaped(invitation.uid)}`,
    `SEQUENCE:${invitation.sequence}`,
    `DTSTAMP:${now.toISOString().replace(/\.\d{3}|[-:]/g, '')}`,
    ...(recurrenceId
      ? [`RECURRENCE-ID${recurrenceId.length === 8 ? ';VALUE=DATE' : ''}:${recurrenceId}`]
      : []),
    `ORGANIZER:mailto:${invitation.organiser.address}`,
    `ATTENDEE;PARTSTAT=${PARTSTAT[answer]}:mailto:${attendee}`,
    ...(invitation.title ? [`SUMMARY:${escaped(invitation.title)}`] : []),
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r?\n|\r/g, '\\n');
}

/** Never inside a character. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = '';
  for (const character of line) {
    if (Buffer.byteLength(part + character) > MAX_OCTETS - (parts.length > 0 ? 1 : 0)) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part].join('\r\n ');
}
