/** The HTML part of an agent's mail: only what their field can write leaves the house, whatever was posted. */
import type { IOptions } from 'sanitize-html';

const OPTIONS: IOptions = {
  allowedTags: ['p', 'br', 'strong', 'b', 'em', 'i', 'ul', 'ol', 'li', 'blockquote', 'a'],
  allowedAttributes: { a: ['href'], ol: ['start'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  // Nothing of them is left, their words neither.
  nonTextTags: ['script', 'style', 'textarea', 'option', 'noscript', 'title', 'iframe', 'svg', 'math'],
  nestingLimit: 30,
};

/** Undefined when no words are left in it: then the plain text says it all. */
export async function writtenHtml(html: string | undefined): Promise<string | undefined> {
  if (html === undefined) return undefined;
  // Loaded with the first formatted mail: most processes never write one.
  const { default: sanitizeHtml } = await import('sanitize-html');
  const clean = sanitizeHtml(html, OPTIONS);
  return sanitizeHtml(clean, { allowedTags: [], allowedAttributes: {} }).trim() === '' ? undefined : clean;
}
