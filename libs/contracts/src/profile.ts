/** What the house knows of a customer besides their addresses: what they use, how they like it, what to mind. */
import { z } from 'zod';
import { AgentRef } from './views.js';
import { Channel, Locale, ProfileKind } from './vocabulary.js';

const when = z.iso.datetime();

/** For whom a kind of entry was made, for good: the customer may read what they told us of themselves, not what we make of it. */
export const profileAudience = {
  owns: 'customer',
  role: 'customer',
  language: 'customer',
  channel: 'customer',
  time: 'customer',
  expertise: 'inner',
  know: 'inner',
} as const satisfies Record<ProfileKind, 'inner' | 'customer'>;

/** Of these a customer has one at a time; a new one takes the place of the old. */
export const singleProfileKinds: readonly ProfileKind[] = [
  'role',
  'language',
  'channel',
  'time',
  'expertise',
];

const closed: Partial<Record<ProfileKind, z.ZodType>> = { language: Locale, channel: Channel };

/** `language` takes a locale and `channel` a channel; the other kinds take words. */
export const AddProfileEntry = z
  .strictObject({ kind: ProfileKind, text: z.string().trim().min(1).max(500) })
  .refine(({ kind, text }) => closed[kind]?.safeParse(text).success ?? true, {
    path: ['text'],
    message: 'Not a value of this kind',
  });
export type AddProfileEntry = z.infer<typeof AddProfileEntry>;

export const ProfileEntry = z.object({
  id: z.uuid(),
  kind: ProfileKind,
  /** Null: it was forgotten, and only that it stood there is known. */
  text: z.string().nullable(),
  by: AgentRef.nullable(),
  at: when,
  endedAt: when.nullable(),
  endedBy: AgentRef.nullable(),
});
export type ProfileEntry = z.infer<typeof ProfileEntry>;

/** `past`: what stood there before, the latest first, at most 100. */
export const Profile = z.object({
  audience: z.literal('inner'),
  entries: z.array(ProfileEntry),
  past: z.array(ProfileEntry),
});
export type Profile = z.infer<typeof Profile>;

/** What the customer may read: no names of colleagues, no kinds made for us alone. */
export const CustomerProfile = z.object({
  audience: z.literal('customer'),
  entries: z.array(z.object({ kind: ProfileKind, text: z.string() })),
});
export type CustomerProfile = z.infer<typeof CustomerProfile>;

export const ProfileQuery = z.object({ audience: z.enum(['inner', 'customer']).default('inner') });
export type ProfileQuery = z.infer<typeof ProfileQuery>;

export const ProfileAnswer = z.discriminatedUnion('audience', [Profile, CustomerProfile]);
