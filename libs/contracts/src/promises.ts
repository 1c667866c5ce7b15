/** Time on a ticket beyond its clocks: renewed promises and their alarms, waits for suppliers, disruption, and how they are set up. */
import { z } from 'zod';
import { BusinessCalendar, CalendarView } from './clocks.js';
import { SupplierDirection } from './vocabulary.js';
import { AgentRef, TicketSupplierWait } from './views.js';

const when = z.iso.datetime();
const DAY_MS = 86_400_000;

/** Another promise in the place of one that cannot be kept. */
export const RenewPromise = z.strictObject({ text: z.string().trim().min(1).max(2_000), dueAt: when });
export type RenewPromise = z.infer<typeof RenewPromise>;

/**
 * Words of and to a supplier. They live in a table of their own, and `customerText()` does not take them: they cannot
 * become a message.
 */
export const InnerText = z.string().trim().min(1).max(10_000).brand<'inner-text'>();
export type InnerText = z.infer<typeof InnerText>;

export const BeginSupplierWait = z.strictObject({
  supplier: z.string().trim().min(1).max(120),
  asked: InnerText,
  dueAt: when,
});
export type BeginSupplierWait = z.infer<typeof BeginSupplierWait>;

export const WriteSupplierMessage = z.strictObject({
  direction: SupplierDirection,
  text: InnerText,
  /** They named another time, or we gave them one. */
  dueAt: when.optional(),
});
export type WriteSupplierMessage = z.infer<typeof WriteSupplierMessage>;

export const EndSupplierWait = z.strictObject({ outcome: InnerText });
export type EndSupplierWait = z.infer<typeof EndSupplierWait>;

export const SupplierMessageView = z.object({
  id: z.uuid(),
  direction: SupplierDirection,
  text: z.string(),
  author: AgentRef,
  at: when,
});
export type SupplierMessageView = z.infer<typeof SupplierMessageView>;

export const SupplierWaitView = TicketSupplierWait.extend({
  ticketId: z.uuid(),
  askedBy: AgentRef,
  endedAt: when.nullable(),
  outcome: z.string().nullable(),
  messages: z.array(SupplierMessageView),
});
export type SupplierWaitView = z.infer<typeof SupplierWaitView>;

export const SupplierWaits = z.object({ items: z.array(SupplierWaitView) });
export type SupplierWaits = z.infer<typeof SupplierWaits>;

/** The chase list: who has not answered us, soonest due first. */
export const SuppliersWaiting = z.object({
  items: z.array(
    TicketSupplierWait.extend({
      ticket: z.object({ id: z.uuid(), number: z.string(), subject: z.string() }),
      owner: AgentRef.nullable(),
      chases: z.number().int(),
    }),
  ),
});
export type SuppliersWaiting = z.infer<typeof SuppliersWaiting>;

export const ChangeDisruption = z.strictObject({
  people: z.number().int().min(0).max(1_000_000),
  /** How much of their work they cannot do. */
  blockedPercent: z.number().int().min(0).max(100),
  /** Whether it is confirmed to work again: that ends the time. */
  working: z.boolean().default(false),
});
export type ChangeDisruption = z.infer<typeof ChangeDisruption>;

const lost = {
  /** Minutes of work: people × share blocked × minutes. */
  lostMinutes: z.number(),
  costCents: z.number().int(),
  currency: z.string(),
};
/** `null` everywhere but in the numbers: nobody said yet how many it stops. */
export const DisruptionView = z.object({
  people: z.number().int(),
  blockedPercent: z.number().int(),
  since: when,
  workingAt: when.nullable(),
  ...lost,
});
export type DisruptionView = z.infer<typeof DisruptionView>;

export const TicketDisruption = z.object({ disruption: DisruptionView.nullable() });
export type TicketDisruption = z.infer<typeof TicketDisruption>;

/** What runs at this moment, over all tickets. */
export const DisruptionTotal = z.object({
  tickets: z.number().int(),
  people: z.number().int(),
  ...lost,
});
export type DisruptionTotal = z.infer<typeof DisruptionTotal>;

export const TimeSettings = z.strictObject({
  /** A promise is reminded of this long before its time, but never earlier than its last fifth. */
  promiseLeadMs: z
    .number()
    .int()
    .min(60_000)
    .max(7 * DAY_MS),
  /** After a lapse that nobody made good: when the stand-in hears of it, then the supervisors. */
  standInAfterMs: z.number().int().min(60_000).max(DAY_MS),
  supervisorsAfterMs: z.number().int().min(60_000).max(DAY_MS),
  /** Business time after a promise's time at which the drafted message says that news will come. */
  nextNewsMs: z
    .number()
    .int()
    .min(15 * 60_000)
    .max(30 * DAY_MS),
  /** An hour of work that cannot be done. */
  hourlyCostCents: z.number().int().min(0).max(100_000_000),
  currency: z.string().regex(/^[A-Z]{3}$/, 'A currency as EUR'),
});
export type TimeSettings = z.infer<typeof TimeSettings>;

export const Calendars = z.object({ items: z.array(CalendarView) });
export type Calendars = z.infer<typeof Calendars>;

/** What a calendar makes of the days to come, before it is kept. */
export const CalendarPreview = z.object({
  openings: z.array(z.object({ from: when, to: when })),
  /** Days of another length than 24 hours, in the year to come. */
  oddDays: z.array(z.object({ date: z.iso.date(), hours: z.number() })),
});
export type CalendarPreview = z.infer<typeof CalendarPreview>;

export const PreviewCalendar = BusinessCalendar;
