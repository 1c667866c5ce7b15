/** How far the time of a promise or a clock is used up, and the moments that are offered for a new promise. Pure. */
import type { Locale, Ticket, TicketClock } from '@lib/contracts';

export type Standing = 'on-time' | 'soon' | 'late';

export interface Span {
  from: string;
  due: string;
  /** From here on it is soon. */
  warn: string | null;
}

/** Without a moment of its own a promise is soon due in its last fifth. */
const SOON_SHARE = 0.8;

/** Between 0 and 1. */
export function usedShare({ from, due }: Pick<Span, 'from' | 'due'>, now: number): number {
  const [start, end] = [Date.parse(from), Date.parse(due)];
  if (end <= start) return 1;
  return Math.min(1, Math.max(0, (now - start) / (end - start)));
}

export function standingOf(span: Span, now: number): Standing {
  if (now >= Date.parse(span.due)) return 'late';
  const soon = span.warn === null ? usedShare(span, now) >= SOON_SHARE : now >= Date.parse(span.warn);
  return soon ? 'soon' : 'on-time';
}

/** What presses on this ticket: the promise, else the answer that is owed; null when nothing is due. */
export function pressing(ticket: Pick<Ticket, 'promise' | 'clocks'>): Span | null {
  if (ticket.promise) return { from: ticket.promise.madeAt, due: ticket.promise.dueAt, warn: null };
  const owed = ticket.clocks?.find(
    (clock) => isAnswer(clock) && clock.metAt === null && clock.dueAt !== null,
  );
  return owed?.dueAt ? { from: owed.startedAt, due: owed.dueAt, warn: owed.warnAt } : null;
}

const isAnswer = ({ kind }: TicketClock): boolean => kind === 'first-answer' || kind === 'next-answer';

export type QuickChoice = 'in-an-hour' | 'today' | 'tomorrow' | 'after-weekend';
const QUARTER_MS = 900_000;

/** Full quarters of an hour in the person's own time; a choice that lies too near is not offered. */
export function quickChoices(now: number): { choice: QuickChoice; at: Date }[] {
  const hour = new Date(Math.ceil((now + 3_600_000) / QUARTER_MS) * QUARTER_MS);
  const at = (days: number, hours: number): Date => {
    const day = new Date(now);
    day.setDate(day.getDate() + days);
    day.setHours(hours, 0, 0, 0);
    return day;
  };
  const weekday = new Date(now).getDay();
  const today = at(0, 17);
  const choices: { choice: QuickChoice; at: Date }[] = [{ choice: 'in-an-hour', at: hour }];
  if (today > hour && weekday >= 1 && weekday <= 5) choices.push({ choice: 'today', at: today });
  if (weekday <= 4) choices.push({ choice: 'tomorrow', at: at(1, 10) });
  else choices.push({ choice: 'after-weekend', at: at(weekday === 5 ? 3 : 2, 10) });
  return choices;
}

/** What the customer reads: in their language, with the day unless it is today. */
export function promiseLine(locale: Locale, at: Date, now: number): string {
  const language = locale === 'fr' ? 'fr-FR' : 'en-GB';
  const clock = new Intl.DateTimeFormat(language, {
    hour: 'numeric',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
  const today = at.toDateString() === new Date(now).toDateString();
  const day = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' }).format(
    at,
  );
  if (locale === 'fr')
    return `Vous aurez de mes nouvelles au plus tard ${today ? `aujourd’hui à ${clock}` : `${day} à ${clock}`}.`;
  return `You will hear from me by ${today ? `${clock} today` : `${day} at ${clock}`}.`;
}

/** As `<input type="datetime-local">` wants it, in the person's own time. */
export function fieldValue(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
