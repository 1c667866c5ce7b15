/** Where the rooms that may show a file meet the one that can read a mail: neither knows the other. */
import type { AttachedMailView } from '@lib/contracts';
import type { StoredFile } from './file-store.js';

export interface MailFile extends StoredFile {
  /** An administrator's word that what is infected may be opened. */
  released: boolean;
}

export interface AttachedMails {
  /** `inside`: places of the mails on the way in; none for the file itself. Errors: `not-found`, `mail-unreadable`, `too-large`, `attachment-infected`, `rate-limited`. */
  open(file: MailFile, inside: number[]): Promise<AttachedMailView>;
  /** One file of it, by its place and those of the mails around it; it lies in the file store then. Errors: as above. */
  fileIn(file: MailFile, place: number[]): Promise<StoredFile & { name: string; type: string }>;
}
export const ATTACHED_MAILS = Symbol('attached-mails');
