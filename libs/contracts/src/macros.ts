/** Reply templates with a closed list of variables, and the changes a macro makes besides. */
import { z } from 'zod';
import { Tag } from './record.js';
import { Ticket } from './views.js';
import { Level, Locale, TicketStatus, TicketType, TicketVariable } from './vocabulary.js';

const PLACE = /\{\{([^{}]*)\}\}/g;

/** The names between double braces, as written; a brace pair that holds no known name is a fault of the author. */
export function unknownVariables(text: string): string[] {
  const known: readonly string[] = TicketVariable.options;
  const names = [...text.matchAll(PLACE)].map((match) => (match[1] ?? '').trim());
  const rest = text.replace(PLACE, '');
  const broken = rest.includes('{{') || rest.includes('}}') ? ['{{ }}'] : [];
  return [...new Set([...names.filter((name) => !known.includes(name)), ...broken])];
}

/** Filled in one pass: what a value holds is never looked at again. Values that are missing are named and leave "…". */
export function fillIn(
  text: string,
  values: Record<TicketVariable, string | null>,
): { text: string; missing: TicketVariable[] } {
  const missing = new Set<TicketVariable>();
  const filled = text.replace(PLACE, (written, name: string) => {
    const variable = TicketVariable.safeParse(name.trim());
    if (!variable.success) return written;
    const value = values[variable.data];
    if (value) return value;
    missing.add(variable.data);
    return '…';
  });
  return { text: filled, missing: [...missing] };
}

const MacroText = z
  .string()
  .trim()
  .min(1)
  .max(10_000)
  .superRefine((text, context) => {
    for (const name of unknownVariables(text))
      context.addIssue({ code: 'custom', message: `unknown variable ${name}` });
  });

export const MacroChanges = z
  .strictObject({
    type: TicketType,
    status: TicketStatus.exclude(['new', 'closed']),
    impact: Level,
    urgency: Level,
    addTags: z.array(Tag).min(1).max(10),
  })
  .partial();
export type MacroChanges = z.infer<typeof MacroChanges>;

export const WriteMacro = z
  .strictObject({
    name: z.string().trim().min(1).max(80),
    /** For the whole house; only supervisors and admins write those. */
    shared: z.boolean().default(false),
    texts: z.strictObject({ fr: MacroText.nullable().default(null), en: MacroText.nullable().default(null) }),
    set: MacroChanges.default({}),
  })
  .refine(({ texts, set }) => texts.fr || texts.en || Object.keys(set).length > 0, {
    path: ['texts'],
    message: 'A macro says something or changes something',
  });
export type WriteMacro = z.infer<typeof WriteMacro>;

export const Macro = z.object({
  id: z.uuid(),
  name: z.string(),
  shared: z.boolean(),
  /** Whoever asks may change it. */
  editable: z.boolean(),
  texts: z.object({ fr: z.string().nullable(), en: z.string().nullable() }),
  set: MacroChanges,
});
export type Macro = z.infer<typeof Macro>;

export const MacroList = z.object({ items: z.array(Macro) });
export type MacroList = z.infer<typeof MacroList>;

/** What it would say and change on this ticket. */
export const MacroPreview = z.object({
  text: z.string().nullable(),
  /** Of the text: the customer's language where the macro speaks it. */
  locale: Locale,
  /** Variables without a value on this ticket; the text shows "…" in their place. */
  missing: z.array(TicketVariable),
  set: MacroChanges,
});
export type MacroPreview = z.infer<typeof MacroPreview>;

/** `useId` undoes it once; null when it changed nothing. The text is for the composer: nothing was sent. */
export const MacroUse = MacroPreview.extend({ useId: z.uuid().nullable(), ticket: Ticket });
export type MacroUse = z.infer<typeof MacroUse>;
