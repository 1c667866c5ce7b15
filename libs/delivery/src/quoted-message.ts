/** The customer's last words under an answer, as mail programs quote them; their own splitters fold them away again. */
import type { Locale } from '@lib/contracts';

export interface QuotedMessage {
  text: string;
  author: string;
  at: Date;
}

const LONGEST = 20_000;
const SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function quotedText(message: QuotedMessage, locale: Locale, timeZone: string): string {
  const lines = cut(message.text)
    .split('\n')
    .map((line) => `> ${line}`.trimEnd());
  return `\n\n${introduced(message, locale, timeZone)}\n${lines.join('\n')}`;
}

export function quotedHtml(message: QuotedMessage, locale: Locale, timeZone: string): string {
  const words = escaped(cut(message.text)).replace(/\n/g, '<br>');
  return `<p>${escaped(introduced(message, locale, timeZone))}</p><blockquote>${words}</blockquote>`;
}

function introduced({ author, at }: QuotedMessage, locale: Locale, timeZone: string): string {
  const region = locale === 'fr' ? 'fr-FR' : 'en-GB';
  const day = new Intl.DateTimeFormat(region, { dateStyle: 'long', timeZone }).format(at);
  const time = new Intl.DateTimeFormat(region, { timeStyle: 'short', timeZone }).format(at);
  const who = author.replace(/[\s\u0000-\u001f]+/g, ' ').trim();
  return locale === 'fr' ? `Le ${day} à ${time}, ${who} a écrit :` : `On ${day} at ${time}, ${who} wrote:`;
}

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text).trim();
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => SIGNS[sign] ?? sign);
