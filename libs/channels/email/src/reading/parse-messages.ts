/** What the parse pool and its worker threads say to each other. */
import type { ReceivedMail } from './received-mail.js';

export interface ParseOrder {
  id: number;
  path: string;
  spoolDir: string;
  envelopeFrom: string | null;
  /** It is a file of another: what is attached to it is not read in its turn. */
  attached?: boolean;
}

/** Said once, when the thread has loaded its code. */
export interface ReaderReady {
  kind: 'ready';
}

/** Sanitised: the mail's own, and that of the mails attached to it, in their order. */
export interface CleanHtml {
  html: string | null;
  attachedHtml: (string | null)[];
  /** Of the letter that was passed on in its text. */
  forwardedHtml: string | null;
}

export function withHtml(mail: ReceivedMail, clean: CleanHtml): ReceivedMail {
  const { html } = clean;
  const attachedMails = mail.attachedMails.map((one, at) => ({
    ...one,
    html: clean.attachedHtml[at] ?? null,
  }));
  const forwardedText = mail.forwardedText && { ...mail.forwardedText, html: clean.forwardedHtml };
  return { ...mail, html, attachedMails, forwardedText };
}

/** `read` may come before the HTML is safe; then `html` follows, or the pool does without it. */
export type ParseReply =
  | { id: number; kind: 'read'; mail: ReceivedMail; htmlFollows: boolean }
  | ({ id: number; kind: 'html' } & CleanHtml)
  | { id: number; kind: 'failed'; reason: string };
