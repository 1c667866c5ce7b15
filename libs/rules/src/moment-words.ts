/** A moment in words a customer says: today, tomorrow, or the day by name; by the clock on the house's wall. Pure. */
import type { Locale } from '@lib/contracts';

const FIVE_MINUTES_MS = 300_000;
const words: Record<Locale, { today: string; tomorrow: string; at: string; region: string }> = {
  fr: { today: 'aujourd’hui', tomorrow: 'demain', at: 'à', region: 'fr-FR' },
  en: { today: 'today', tomorrow: 'tomorrow', at: 'at', region: 'en-GB' },
};

/** A house has one zone and two languages; to make one of these costs more than all the rest of a text. */
const formats = new Map<string, Intl.DateTimeFormat>();
const MOST_FORMATS = 100;
const DAY = { weekday: 'long', day: 'numeric', month: 'long' } as const;
const TIME = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

/** Rounded up to five minutes: nobody promises 10:37:12. */
export function momentInWords(at: Date, now: Date, locale: Locale, timeZone: string): string {
  const { today, tomorrow, at: particle, region } = words[locale];
  const moment = new Date(Math.ceil(at.getTime() / FIVE_MINUTES_MS) * FIVE_MINUTES_MS);
  const dayOf = (one: Date): string => format('date', 'en-CA', timeZone).format(one);
  const next = new Date(`${dayOf(now)}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  const nextDay = next.toISOString().slice(0, 10);
  const date = dayOf(moment);
  const named = (): string => format('day', region, timeZone, DAY).format(moment);
  const day = date === dayOf(now) ? today : date === nextDay ? tomorrow : named();
  return `${day} ${particle} ${format('time', region, timeZone, TIME).format(moment)}`;
}

function format(
  name: string,
  region: string,
  timeZone: string,
  options: Intl.DateTimeFormatOptions = {},
): Intl.DateTimeFormat {
  const key = `${name} ${region} ${timeZone}`;
  let known = formats.get(key);
  if (!known) {
    if (formats.size >= MOST_FORMATS) formats.clear();
    formats.set(key, (known = new Intl.DateTimeFormat(region, { ...options, timeZone })));
  }
  return known;
}
