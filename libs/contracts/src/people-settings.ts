/** A colleague as they are set up for work: what they can be asked for, when they work and how much at once. */
import { z } from 'zod';
import { Capacity } from './capacity.js';
import { CalendarId } from './clocks.js';
import { Locale, Role } from './vocabulary.js';

/** What is left out stays as it is. `calendarId` null: whenever they are logged in; `capacity` null: the house's measure. */
export const ChangePerson = z.strictObject({
  skills: z
    .record(z.string().trim().min(1).max(60), z.int().min(1).max(10))
    .refine((skills) => Object.keys(skills).length <= 50, { message: 'At most 50' })
    .optional(),
  languages: z.array(Locale).max(10).optional(),
  queueIds: z.array(z.uuid()).max(200).optional(),
  calendarId: CalendarId.nullable().optional(),
  capacity: Capacity.nullable().optional(),
});
export type ChangePerson = z.infer<typeof ChangePerson>;

export const PersonSettings = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  photo: z.string().nullable(),
  role: Role,
  skills: z.record(z.string(), z.int()),
  languages: z.array(z.string()),
  queueIds: z.array(z.uuid()),
  calendarId: z.string().nullable(),
  /** What holds for them; `capacityIsOwn` false while it is the house's. */
  capacity: Capacity,
  capacityIsOwn: z.boolean(),
  /** Whether who asks may change it. */
  editable: z.boolean(),
});
export type PersonSettings = z.infer<typeof PersonSettings>;

/** By name. */
export const PeopleSettings = z.object({ items: z.array(PersonSettings) });
export type PeopleSettings = z.infer<typeof PeopleSettings>;
