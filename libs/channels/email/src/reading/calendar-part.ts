/** Finds the calendar file among what came with a mail: programs put it beside the text, behind it, or both. */
import { readFile } from 'node:fs/promises';
import type { Invitation } from '@lib/contracts';
import { readInvitation, MAX_CALENDAR } from './invitation.js';
import type { ReadAttachment } from './received-mail.js';

const MOST_FILES = 3;

export async function invitationIn(attachments: ReadAttachment[]): Promise<Invitation | null> {
  const files = attachments.filter(
    ({ type, name, size }) =>
      size <= MAX_CALENDAR &&
      (type === 'text/calendar' || type === 'application/ics' || /\.ics$/i.test(name)),
  );
  for (const file of files.slice(0, MOST_FILES)) {
    const bytes = file.spool ? await readFile(file.spool) : Buffer.from(file.bytes ?? []);
    const invitation = readInvitation(bytes.toString('utf8'));
    if (invitation) return invitation;
  }
  return null;
}
