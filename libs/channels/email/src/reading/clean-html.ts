/** Makes harmless all that is shown of a mail as HTML: the slow part of reading, done in the worker thread alone. */
import { forwardedHtml } from './forwarded-html.js';
import { sanitiseMailHtml } from './mail-html.js';
import type { CleanHtml } from './parse-messages.js';
import type { ReadMail } from './reading.js';

export function cleanHtml({ mail, rawHtml, rawAttachedHtml }: ReadMail): CleanHtml {
  const html = safe(rawHtml);
  const { forwardedText, subject } = mail;
  return {
    html,
    attachedHtml: rawAttachedHtml.map(safe),
    forwardedHtml:
      html !== null && forwardedText ? forwardedHtml(html, subject, forwardedText, sanitiseMailHtml) : null,
  };
}

const safe = (html: string | null): string | null => (html === null ? null : sanitiseMailHtml(html));
