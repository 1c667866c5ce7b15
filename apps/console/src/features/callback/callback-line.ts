/** What a customer is told of a callback that was arranged: in their language, between two hours. Pure. */
import type { Locale } from '@lib/contracts';

/** A customer can be at the telephone for an hour, not for a day. */
export const WINDOW_MS = 3_600_000;

export function callbackLine(locale: Locale, at: Date, now: number): string {
  const language = locale === 'fr' ? 'fr-FR' : 'en-GB';
  const hour = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' });
  const [from, until] = [hour.format(at), hour.format(new Date(at.getTime() + WINDOW_MS))];
  const today = at.toDateString() === new Date(now).toDateString();
  const day = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' }).format(
    at,
  );
  if (locale === 'fr') return `Je vous appelle ${today ? 'aujourd’hui' : day} entre ${from} et ${until}.`;
  return `I will call you ${today ? 'today' : `on ${day}`} between ${from} and ${until}.`;
}
