/** What reading one raw mail yields: plain data, so that it can cross from the parse worker. */
import type { AttachmentScan, Invitation } from '@lib/contracts';
import type { ForwardedText } from './forwarded-text.js';
import type { MailAddress } from './header-block.js';
import type { Protection } from './protection.js';

export interface Verdict {
  auto: boolean;
  outOfOffice: boolean;
  bulk: boolean;
  bounce: boolean;
  delayed: boolean;
  hard: boolean;
  complaint: boolean;
  evidence: string[];
}

export interface DeliveryReport {
  recipient: string | null;
  action: string | null;
  status: string | null;
  reason: string | null;
  hard: boolean;
}

export interface ReadAttachment {
  name: string;
  type: string;
  size: number;
  sha256: string;
  contentId?: string;
  inline?: boolean;
  /** What a scanner said of it. */
  scan?: AttachmentScan;
  /** Small content crosses as bytes, large content as a spool file the receiver takes over. */
  bytes?: Uint8Array;
  spool?: string;
}

/** A header in which a mail server says what it thinks of a mail. */
export interface SpamHeader {
  name: string;
  value: string;
  /** It stands above the newest Received line: nobody but the last server can have put it there. */
  above: boolean;
}

/** A mail that came attached to another, read as any mail is; what is attached to it in its turn stays a file. */
export interface AttachedMail {
  /** Of the attachment that it is. */
  sha256: string;
  from: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  subject: string;
  date: string | null;
  messageId: string | null;
  /** Newest first: what it answers, then what that answered. */
  answers: string[];
  text: string;
  replyText: string;
  html: string | null;
  attachments: ReadAttachment[];
}

export interface ReceivedMail {
  from: MailAddress[];
  sender: MailAddress[];
  replyTo: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  /** Every address the mail says it was delivered to, for reply tokens. */
  deliveredTo: string[];
  returnPath: string | null;
  subject: string;
  messageId: string | null;
  inReplyTo: string[];
  references: string[];
  date: string | null;
  text: string;
  replyText: string;
  /** Sanitised; null when there is none or it could not be made safe in time. */
  html: string | null;
  attachments: ReadAttachment[];
  attachedMails: AttachedMail[];
  /** What its text says was passed on; null for nearly every mail. */
  forwardedText: ForwardedText | null;
  invitation: Invitation | null;
  verdict: Verdict;
  reports: DeliveryReport[];
  /** Ids found inside a returned message. */
  returnedIds: string[];
  /** Of hidden marks in what the mail quotes, not yet checked. */
  markers: string[];
  protection: Protection | null;
  hops: number;
  loopMarks: string[];
  /** Topmost first, as written; whom to believe is the receiver's business. */
  authenticationResults: string[];
  dkimDomains: string[];
  /** How many forwarders sealed it (RFC 8617). */
  arcSeals: number;
  spamHeaders: SpamHeader[];
}
