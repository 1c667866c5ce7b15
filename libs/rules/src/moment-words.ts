/** A moment in words a customer says: today, tomorrow, or the day by name; by the clock on the house's wall. Pure. */
import type { Locale } from '@lib/contracts';

const FIVE_MINUTES_MS = 300_000;
const words: Record<Locale, { today: string; tomorrow: string; at: string; region: string }> = {
  fr: { today: 'aujourd’hui', tomorrow: 'demain', at: 'à', region: 'fr-FR' },
  en: { today: 'today', tomorrow: 'tomorrow', at: 'at', region: 'en-GB' },
};

/** Rounded up to five minutes: nobody promises 10:37:12. */
export function momentInWords(at: Date, now: Date, locale: Locale, timeZone: string): string {
  const { today, tomorrow, at: particle, region } = words[locale];
  const moment = new Date(Math.ceil(at.getTime() / FIVE_MINUTES_MS) * FIVE_MINUTES_MS);
  const dayOf = (one: Date): string => new Intl.DateTimeFormat('en-CA', { timeZone }).format(one);
  const next = new Date(`${dayOf(now)}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  const nextDay = next.toISOString().slice(0, 10);
  const named = new Intl.DateTimeFormat(region, { weekday: 'long', day: 'numeric', month: 'long', timeZone });
  const date = dayOf(moment);
  const day = date === dayOf(now) ? today : date === nextDay ? tomorrow : named.format(moment);
  const time = new Intl.DateTimeFormat(region, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  });
  return `${day} ${particle} ${time.format(moment)}`;
}
