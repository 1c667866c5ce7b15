/** The line in which a stand-in introduces themselves: names and a date, and nothing the house says of itself. Pure. */
import type { CustomerText, Locale } from '@lib/contracts';
import { customerText } from './timeline-writer.js';

interface Spoken {
  owner: string;
  standIn: string;
  /** When the owner is expected back; null: not known. */
  until: Date | null;
}

/** First names, as one speaks. */
export function introductionLine(spoken: Spoken, locale: Locale, now: Date, timeZone: string): CustomerText {
  const [owner, standIn] = [firstName(spoken.owner), firstName(spoken.standIn)];
  const back = spoken.until && spoken.until > now ? backText(spoken.until, locale, now, timeZone) : '';
  const text =
    locale === 'fr'
      ? `${owner} n’est pas là${back} ; je suis ${standIn}, je connais votre dossier et je vous réponds à sa place.`
      : `${owner} is away${back}; I am ${standIn}, I know your matter and answer you meanwhile.`;
  return customerText({ text, kind: 'customer-line' });
}

function backText(until: Date, locale: Locale, now: Date, timeZone: string): string {
  const format = (options: Intl.DateTimeFormatOptions, at = until): string =>
    new Intl.DateTimeFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', { timeZone, ...options }).format(at);
  const date: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long' };
  if (format(date) !== format(date, now))
    return locale === 'fr' ? ` jusqu’au ${format(date)}` : ` until ${format(date)}`;
  const time = format({ hour: '2-digit', minute: '2-digit' });
  return locale === 'fr' ? ` jusqu’à ${time}` : ` until ${time}`;
}

function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] ?? name;
}
