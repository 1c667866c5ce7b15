/** What a caller meets before a person answers: a phone menu, drawn as a graph of steps, published in versions. */
import { z } from 'zod';

export const MAX_MENU_STEPS = 60;

const when = z.iso.datetime();
/** Our own names for steps: they stand in addresses that the carrier asks for. */
export const MenuStepId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'small letters, digits and hyphens');
const to = MenuStepId;

/** Goes into a document of the carrier, in which control characters cannot stand. */
export const SpokenText = z
  .string()
  .trim()
  .max(500)
  .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]*$/, 'no control characters');

/** What the caller hears, in each language of the house. */
export const MenuText = z.strictObject({ fr: SpokenText, en: SpokenText });
export type MenuText = z.infer<typeof MenuText>;

/** 0 is not for choosing: it leads to a person from everywhere. */
export const MenuKey = z.enum(['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#']);
export type MenuKey = z.infer<typeof MenuKey>;

const base = {
  id: MenuStepId,
  /** For colleagues; never spoken. */
  name: z.string().trim().min(1).max(60),
  /** Where it stands on the drawing. */
  place: z
    .strictObject({ x: z.int().min(-20_000).max(20_000), y: z.int().min(-20_000).max(20_000) })
    .nullable(),
};
const text = MenuText;

export const MenuStep = z.discriminatedUnion('kind', [
  z.strictObject({ ...base, kind: z.literal('say'), text, next: to }),
  z.strictObject({
    ...base,
    kind: z.literal('choose'),
    text,
    choices: z.array(z.strictObject({ key: MenuKey, to })).max(11),
    /** How often it is said again to who presses nothing, before a person answers. */
    repeats: z.int().min(0).max(3),
  }),
  /** A number that the caller keys in; it is shown to who answers. A ticket of their own is found by it. */
  z.strictObject({
    ...base,
    kind: z.literal('ask'),
    text,
    what: z.enum(['ticket-number', 'customer-number', 'other']),
    digits: z.int().min(1).max(20),
    next: to,
  }),
  z.strictObject({
    ...base,
    kind: z.literal('hours'),
    calendarId: z.string().trim().max(60),
    open: to,
    closed: to,
  }),
  /** Whether the calling number is a customer's, and whether a matter of theirs is open. */
  z.strictObject({ ...base, kind: z.literal('known'), withTicket: to, known: to, unknown: to }),
  z.strictObject({
    ...base,
    kind: z.literal('queue'),
    text: text.nullable(),
    /** Null: the queue that the number leads to. */
    queueId: z.uuid().nullable(),
  }),
  /** To who follows the caller's open matter, else to who stands in, else to the queue; without such a matter on to `otherwise`. */
  z.strictObject({ ...base, kind: z.literal('owner'), text: text.nullable(), otherwise: to }),
  z.strictObject({ ...base, kind: z.literal('voicemail'), text, queueId: z.uuid().nullable() }),
  /** A number is asked for, and the caller is called when it is their turn. */
  z.strictObject({ ...base, kind: z.literal('callback'), text, queueId: z.uuid().nullable() }),
  z.strictObject({ ...base, kind: z.literal('hang-up'), text: text.nullable() }),
]);
export type MenuStep = z.infer<typeof MenuStep>;
export type MenuStepKind = MenuStep['kind'];

export const MenuFlow = z.strictObject({
  start: MenuStepId,
  /** Where 0 leads from everywhere, and who presses nothing. */
  person: MenuStepId,
  steps: z.array(MenuStep).min(1).max(MAX_MENU_STEPS),
});
export type MenuFlow = z.infer<typeof MenuFlow>;

const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, 'a number like +33123456789');

export const WritePhoneMenu = z.strictObject({
  name: z.string().trim().min(1).max(60),
  /** Numbers of ours whose callers hear it, once published. */
  numbers: z.array(e164).max(50),
  flow: MenuFlow,
});
export type WritePhoneMenu = z.infer<typeof WritePhoneMenu>;

const by = z.object({ id: z.uuid(), name: z.string() });

export const PhoneMenuVersion = z.object({ number: z.int(), reason: z.string(), publishedAt: when, by });
export type PhoneMenuVersion = z.infer<typeof PhoneMenuVersion>;

export const PhoneMenuView = WritePhoneMenu.extend({
  id: z.uuid(),
  /** What callers hear now; null: not published. */
  live: PhoneMenuVersion.nullable(),
  /** The draft differs from what callers hear. */
  changed: z.boolean(),
  version: z.int(),
  changedAt: when,
});
export type PhoneMenuView = z.infer<typeof PhoneMenuView>;

export const PhoneMenuList = z.object({
  items: z.array(PhoneMenuView),
  /** Our numbers, for choosing. */
  numbers: z.array(z.string()),
});
export type PhoneMenuList = z.infer<typeof PhoneMenuList>;

export const PublishPhoneMenu = z.strictObject({ reason: z.string().trim().min(3).max(300) });
export type PublishPhoneMenu = z.infer<typeof PublishPhoneMenu>;

export const RollBackPhoneMenu = PublishPhoneMenu.extend({ to: z.int().min(1) });
export type RollBackPhoneMenu = z.infer<typeof RollBackPhoneMenu>;

export const PhoneMenuVersions = z.object({ items: z.array(PhoneMenuVersion) });
export type PhoneMenuVersions = z.infer<typeof PhoneMenuVersions>;

/** The next call from this number hears the draft, until `until`. */
export const TryPhoneMenu = z.strictObject({ from: e164 });
export type TryPhoneMenu = z.infer<typeof TryPhoneMenu>;

export const PhoneMenuTrial = z.object({ from: z.string(), call: z.string(), until: when });
export type PhoneMenuTrial = z.infer<typeof PhoneMenuTrial>;
