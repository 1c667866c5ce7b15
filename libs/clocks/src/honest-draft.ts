/** What a customer may honestly be told before a promise lapses: its time, that it is not ready, when they hear again. Pure. */
import type { Locale } from '@lib/contracts';
import { addBusiness, localDate, NeverOpen, type Calendar } from '@lib/platform';

const QUARTER_MS = 900_000;
const DAY_MS = 86_400_000;

interface Facts {
  /** First name, when it is known. */
  name: string | null;
  locale: Locale;
  dueAt: Date;
  nextAt: Date;
  now: Date;
  timeZone: string;
}

/** Made of times alone: nothing anybody wrote inside can come into it. */
export function honestDraft({ name, locale, dueAt, nextAt, now, timeZone }: Facts): string {
  const at = (moment: Date) => momentOf(moment, now, timeZone, locale);
  return locale === 'fr'
    ? `Bonjour${name ? ` ${name}` : ''},\n\nJe vous avais promis des nouvelles pour ${at(dueAt)}. Ce n’est pas encore prêt, et je préfère vous le dire avant l’heure. Vous aurez de mes nouvelles au plus tard ${at(nextAt)}.`
    : `Hello${name ? ` ${name}` : ''},\n\nI promised you news by ${at(dueAt)}. It is not ready yet, and I would rather tell you before the time. You will hear from me by ${at(nextAt)} at the latest.`;
}

/** When to say that news will come: so much open time after the promised moment, at a full quarter of an hour. */
export function nextNewsAt(calendar: Calendar, dueAt: Date, nextNewsMs: number): Date {
  try {
    const at = addBusiness(calendar, dueAt, nextNewsMs).getTime();
    return new Date(Math.ceil(at / QUARTER_MS) * QUARTER_MS);
  } catch (error) {
    if (error instanceof NeverOpen) return new Date(dueAt.getTime() + DAY_MS);
    throw error;
  }
}

/** `aujourd’hui à 15:00`, `vendredi 27 novembre à 9:30`; `15:00 today`, `Friday 27 November at 9:30`. */
function momentOf(at: Date, now: Date, timeZone: string, locale: Locale): string {
  const language = locale === 'fr' ? 'fr-FR' : 'en-GB';
  const clock = new Intl.DateTimeFormat(language, {
    timeZone,
    hour: 'numeric',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
  if (localDate(timeZone, at.getTime()) === localDate(timeZone, now.getTime()))
    return locale === 'fr' ? `aujourd’hui à ${clock}` : `${clock} today`;
  const day = new Intl.DateTimeFormat(language, {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  }).format(at);
  return locale === 'fr' ? `${day} à ${clock}` : `${day} at ${clock}`;
}
