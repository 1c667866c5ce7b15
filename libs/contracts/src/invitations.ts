/** A meeting somebody asks us to, as its calendar file says it (RFC 5545, 5546), and what we answered. */
import { z } from 'zod';

const Person = z.object({ address: z.string().max(320), name: z.string().max(200).nullable() });

/** A day alone, or a moment: with the clock of the place where it was planned, when that place is known. */
export const MeetingTime = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('day'), day: z.iso.date() }),
  z.object({
    kind: z.literal('moment'),
    /** The moment itself; null for a clock time that means every reader's own. */
    at: z.iso.datetime().nullable(),
    /** As the organiser's clock shows it, `2026-04-02T09:00`. */
    local: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/),
    zone: z.string().max(64).nullable(),
  }),
]);
export type MeetingTime = z.infer<typeof MeetingTime>;

export const Weekday = z.enum(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']);
export type Weekday = z.infer<typeof Weekday>;

/** What can be said in words of how it repeats; `other` when it is more than that. */
export const Recurrence = z.object({
  every: z.enum(['day', 'week', 'month', 'year', 'other']),
  interval: z.number().int().min(1).max(999),
  weekdays: z.array(Weekday).max(7),
  /** With `month` and one weekday: the first is 1, the last is -1. */
  nth: z.number().int().min(-5).max(5).nullable(),
  count: z.number().int().min(1).max(100_000).nullable(),
  until: z.iso.date().nullable(),
});
export type Recurrence = z.infer<typeof Recurrence>;

/** What became of an attendee's answer: `needs-action` is none. */
export const Attending = z.enum(['needs-action', 'accepted', 'tentative', 'declined', 'delegated']);
export type Attending = z.infer<typeof Attending>;

/** `request` asks or changes, `cancel` calls off, `reply` is somebody's answer to a meeting of ours, `publish` only tells. */
export const InvitationMethod = z.enum(['request', 'cancel', 'reply', 'publish']);

export const Invitation = z.object({
  method: InvitationMethod,
  uid: z.string().min(1).max(500),
  sequence: z.number().int().min(0).max(2_147_483_647),
  /** Of one meeting of a series, in UTC or as a day: `20260402T070000Z`, `20260402`. */
  recurrenceId: z.string().max(20).nullable(),
  stampedAt: z.iso.datetime().nullable(),
  title: z.string().max(500),
  place: z.string().max(500),
  organiser: Person.nullable(),
  attendees: z.array(Person.extend({ attending: Attending })).max(50),
  start: MeetingTime,
  end: MeetingTime.nullable(),
  recurrence: Recurrence.nullable(),
});
export type Invitation = z.infer<typeof Invitation>;

export const InvitationAnswer = z.enum(['accepted', 'tentative', 'declined']);
export type InvitationAnswer = z.infer<typeof InvitationAnswer>;

/** `standing`, or what a later mail of the organiser made of it. */
export const InvitationState = z.enum(['standing', 'replaced', 'cancelled']);
export type InvitationState = z.infer<typeof InvitationState>;

/** What stands under `data.invitation` of the message that brought it. */
export const InvitationView = z.object({
  details: Invitation,
  state: InvitationState,
  /** False when the mail came from somebody else than its organiser: it changes no meeting and cannot be answered. */
  byOrganiser: z.boolean(),
  answer: z.object({ as: InvitationAnswer, by: z.string().nullable(), at: z.string() }).nullable(),
});
export type InvitationView = z.infer<typeof InvitationView>;

export const AnswerInvitation = z.strictObject({ as: InvitationAnswer });
export type AnswerInvitation = z.infer<typeof AnswerInvitation>;
