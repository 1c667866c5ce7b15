/** Fields that admins add to tickets: typed, by kind of ticket, for colleagues alone or for the customer too. */
import { z } from 'zod';
import { FieldAudience, FieldKind, TicketType } from './vocabulary.js';

const label = z.string().trim().min(1).max(80);

const changeable = {
  fr: label,
  en: label,
  /** Empty: for every type. */
  types: z.array(TicketType).max(5).default([]),
  /** A ticket of these types is not resolved without it. */
  requiredToResolve: z.boolean().default(false),
  /** An agent does not open a ticket of these types without it. */
  requiredToOpen: z.boolean().default(false),
  /** For the kinds choice and choices. A value that is left out stays where it stands. */
  choices: z.array(label).max(100).default([]),
};

/** What a field is and who may read it is said once: values are written with that in mind. */
export const AddField = z
  .strictObject({ kind: FieldKind, audience: FieldAudience.default('inner'), ...changeable })
  .refine(({ kind, choices }) => !isChoice(kind) || choices.length > 0, {
    path: ['choices'],
    message: 'It needs something to choose from',
  });
export type AddField = z.infer<typeof AddField>;

export const ChangeField = z.strictObject({ ...changeable, place: z.number().int().min(1).max(200) });
export type ChangeField = z.infer<typeof ChangeField>;

export const Field = z.object({
  id: z.uuid(),
  place: z.number().int(),
  kind: FieldKind,
  audience: FieldAudience,
  fr: z.string(),
  en: z.string(),
  types: z.array(TicketType),
  requiredToResolve: z.boolean(),
  requiredToOpen: z.boolean(),
  choices: z.array(z.string()),
});
export type Field = z.infer<typeof Field>;

export const FieldList = z.object({ items: z.array(Field) });
export type FieldList = z.infer<typeof FieldList>;

export const FieldValue = z.union([
  z.string().trim().min(1).max(2_000),
  z.number(),
  z.boolean(),
  z.array(z.string().max(80)).min(1).max(100),
]);
export type FieldValue = z.infer<typeof FieldValue>;

/** By field; null takes the value away. */
export const SetFieldValues = z.strictObject({
  values: z.record(z.uuid(), FieldValue.nullable()).refine((values) => Object.keys(values).length <= 100, {
    message: 'At most 100 fields at once',
  }),
});
export type SetFieldValues = z.infer<typeof SetFieldValues>;

export const FieldValues = z.record(z.string(), FieldValue);
export type FieldValues = z.infer<typeof FieldValues>;

/** What the customer may read of the fields: made for them, in their language. */
export const CustomerFields = z.object({
  audience: z.literal('customer'),
  fields: z.array(z.object({ label: z.string(), value: FieldValue })),
});
export type CustomerFields = z.infer<typeof CustomerFields>;

export function isChoice(kind: FieldKind): boolean {
  return kind === 'choice' || kind === 'choices';
}

/** Why a value does not fit its field; null when it does. */
export function misfit({ kind, choices }: Pick<Field, 'kind' | 'choices'>, value: FieldValue): string | null {
  const fits = {
    text: () => typeof value === 'string',
    number: () => typeof value === 'number' && Number.isFinite(value),
    date: () => z.iso.date().safeParse(value).success,
    choice: () => typeof value === 'string' && choices.includes(value),
    choices: () =>
      Array.isArray(value) &&
      new Set(value).size === value.length &&
      value.every((one) => choices.includes(one)),
    'yes-no': () => typeof value === 'boolean',
    link: () => z.url({ protocol: /^https?$/ }).safeParse(value).success,
  } satisfies Record<FieldKind, () => boolean>;
  return fits[kind]() ? null : `not a value of the kind ${kind}`;
}
