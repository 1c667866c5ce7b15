/** What was set in the house, by whom, and from what to what: the record behind the settings pages. */
import { z } from 'zod';

export const SettingsOf = z.enum(['queue', 'agent', 'house']);
export type SettingsOf = z.infer<typeof SettingsOf>;

export const SettingsAct = z.enum(['made', 'changed', 'archived', 'restored']);
export type SettingsAct = z.infer<typeof SettingsAct>;

/** The newest first; `changed` names the settings that differ, with their values as they were and as they became. */
export const SettingsChanges = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      at: z.iso.datetime(),
      by: z.object({ id: z.uuid(), name: z.string() }),
      what: SettingsAct,
      changed: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
    }),
  ),
});
export type SettingsChanges = z.infer<typeof SettingsChanges>;
