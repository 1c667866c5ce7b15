/** Absences of agents, their working hours, and who answers meanwhile, over HTTP. */
import { z } from 'zod';
import { CalendarId } from './clocks.js';
import { AbsenceKind, Locale } from './vocabulary.js';
import { AgentRef } from './views.js';

const when = z.iso.datetime();
const LONGEST_MS = 366 * 86_400_000;

/** `to` null: until further notice. Who stands in may be left to the queue's rule. */
export const NewAbsence = z
  .strictObject({
    kind: AbsenceKind,
    from: when,
    to: when.nullable(),
    standInId: z.uuid().nullable().default(null),
  })
  .refine(({ from, to }) => to === null || Date.parse(to) > Date.parse(from), {
    path: ['to'],
    message: 'It ends after it begins',
  })
  .refine(({ from, to }) => to === null || Date.parse(to) - Date.parse(from) <= LONGEST_MS, {
    path: ['to'],
    message: 'At most a year',
  });
export type NewAbsence = z.infer<typeof NewAbsence>;

/** For the agent and for supervisors. */
export const AbsenceView = z.object({
  id: z.uuid(),
  agentId: z.uuid(),
  kind: AbsenceKind,
  from: when,
  to: when.nullable(),
  standIn: AgentRef.nullable(),
});
export type AbsenceView = z.infer<typeof AbsenceView>;

/** Running and to come, the next first. */
export const AbsenceList = z.object({ items: z.array(AbsenceView) });
export type AbsenceList = z.infer<typeof AbsenceList>;

/** By a business calendar; null: whenever they are logged in. */
export const WorkingHours = z.strictObject({ calendarId: CalendarId.nullable() });
export type WorkingHours = z.infer<typeof WorkingHours>;

export const NameStandIn = z.strictObject({
  agentId: z.uuid(),
  innerNote: z.string().trim().min(1).max(50_000),
});
export type NameStandIn = z.infer<typeof NameStandIn>;

/** What the first answer of a stand-in begins with, in the customer's language; for the composer, and for a call to say. */
export const Introduction = z.object({ due: z.boolean(), text: z.string(), locale: Locale });
export type Introduction = z.infer<typeof Introduction>;
