/** Clocks and promises over HTTP: business calendars, service-level policies, a ticket's clocks, what was promised to its customer. */
import { z } from 'zod';
import { ClockKind, Priority, PromiseState, TicketType } from './vocabulary.js';
import { AgentRef } from './views.js';

const when = z.iso.datetime();
const DAY_MS = 86_400_000;

/** Wall-clock time; `24:00` is the end of the day. */
const WallTime = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'A time as 09:00');

export const OpeningHours = z
  .strictObject({ from: WallTime, to: WallTime })
  .refine(({ from, to }) => from !== to && from !== '24:00', { message: 'These hours are empty' });
export type OpeningHours = z.infer<typeof OpeningHours>;

const dayHours = z.array(OpeningHours).max(12);

export const Week = z.strictObject({
  mon: dayHours,
  tue: dayHours,
  wed: dayHours,
  thu: dayHours,
  fri: dayHours,
  sat: dayHours,
  sun: dayHours,
});
export type Week = z.infer<typeof Week>;

export const Holiday = z
  .strictObject({
    date: z.iso.date(),
    name: z.string().trim().max(120).default(''),
    /** What is open all the same, as on a half day; empty: closed from midnight to midnight. */
    hours: dayHours.default([]),
  })
  .refine(({ hours }) => hours.every(({ from, to }) => from < to), {
    path: ['hours'],
    message: 'The hours of a holiday end on the same day',
  });
export type Holiday = z.infer<typeof Holiday>;

/** When work is done: weekly hours in a time zone (hours that end at or before their beginning run past midnight), and holidays. */
export const BusinessCalendar = z.strictObject({
  name: z.string().trim().min(1).max(120),
  timeZone: z.string().max(64).refine(isTimeZone, { message: 'Not an IANA time zone' }),
  week: Week.refine((week) => Object.values(week).some((hours) => hours.length > 0), {
    message: 'A calendar that never opens can promise nothing',
  }),
  holidays: z.array(Holiday).max(2_000),
});
export type BusinessCalendar = z.infer<typeof BusinessCalendar>;

export const CalendarView = BusinessCalendar.extend({ id: z.string() });
export type CalendarView = z.infer<typeof CalendarView>;

export const CalendarId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);

const target = z
  .number()
  .int()
  .min(60_000)
  .max(90 * DAY_MS)
  .nullable();

/** Targets in milliseconds of business time; null: none. What is not said of type, priority or customer matches all. */
export const SlaPolicy = z.strictObject({
  id: z.uuid(),
  name: z.string().trim().min(1).max(120),
  type: TicketType.nullable(),
  priority: Priority.nullable(),
  customerId: z.uuid().nullable(),
  calendarId: CalendarId,
  firstAnswerMs: target,
  nextAnswerMs: target,
  resolutionMs: target,
  /** The share of the target after which the clock is at risk. */
  warnPercent: z.number().int().min(1).max(99).default(80),
});
export type SlaPolicy = z.infer<typeof SlaPolicy>;

/** In order: the first that matches a ticket is its policy. */
export const SlaPolicies = z
  .strictObject({ items: z.array(SlaPolicy).max(500) })
  .refine(({ items }) => new Set(items.map(({ id }) => id)).size === items.length, {
    path: ['items'],
    message: 'Two policies have one id',
  });
export type SlaPolicies = z.infer<typeof SlaPolicies>;

export const ClockView = z.object({
  kind: ClockKind,
  startedAt: when,
  /** Null while paused, when nothing is due, and for the customer's clock, which knows no business hours. */
  dueAt: when.nullable(),
  warnAt: when.nullable(),
  metAt: when.nullable(),
  breachedAt: when.nullable(),
  pausedAt: when.nullable(),
  /** Business time used when it last started or paused; for the customer's clock all time until now or its end. */
  spentMs: z.number().int(),
  targetMs: z.number().int().nullable(),
});
export type ClockView = z.infer<typeof ClockView>;

export const PromiseView = z.object({
  id: z.uuid(),
  ticketId: z.uuid(),
  /** Words the customer may read. */
  text: z.string(),
  madeBy: AgentRef,
  madeAt: when,
  dueAt: when,
  state: PromiseState,
  endedAt: when.nullable(),
  /** The promise that took its place. */
  renewedById: z.uuid().nullable(),
  cancelReason: z.string().nullable(),
});
export type PromiseView = z.infer<typeof PromiseView>;

export const TicketClocks = z.object({ clocks: z.array(ClockView), promises: z.array(PromiseView) });
export type TicketClocks = z.infer<typeof TicketClocks>;

export const MakePromise = z.strictObject({ text: z.string().trim().min(1).max(2_000), dueAt: when });
export type MakePromise = z.infer<typeof MakePromise>;

export const CancelPromise = z.strictObject({ reason: z.string().trim().min(1).max(500) });
export type CancelPromise = z.infer<typeof CancelPromise>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
