/** What reading a mail is told and gives: the shapes shared by the reader of whole mails and that of attached ones. */
import type { ReceivedMail } from './received-mail.js';

export interface ReadMail {
  mail: ReceivedMail;
  /** Not yet sanitised, so never part of `mail`. */
  rawHtml: string | null;
  /** Of the attached mails, in their order; not sanitised either. */
  rawAttachedHtml: (string | null)[];
}

export interface ReadOptions {
  /** Where large attachments are put aside; null keeps them in memory. */
  spoolDir?: string | null;
  /** MAIL FROM as the door heard it; '' is the null sender. */
  envelopeFrom?: string | null;
  /** Set for a mail that came attached: what is attached to it is not read in its turn. */
  attached?: boolean;
}
