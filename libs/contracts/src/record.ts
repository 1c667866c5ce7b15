/** What is written on a ticket besides its conversation: priority by a table, the plan in two wordings, tags. */
import { z } from 'zod';
import { FieldValues } from './fields.js';
import { ChecklistItem, MatterView } from './matter.js';
import { Task } from './tasks.js';
import { AgentRef } from './views.js';
import { Level, PlanStepState, Priority } from './vocabulary.js';
import { CustomerWording, InnerWording } from './wordings.js';

const byUrgency = z.strictObject({ low: Priority, medium: Priority, high: Priority });

/** Impact, then urgency, then the priority they make. */
export const PriorityTable = z.strictObject({
  low: byUrgency,
  medium: byUrgency,
  high: byUrgency,
}) satisfies z.ZodType<Record<Level, Record<Level, Priority>>>;
export type PriorityTable = z.infer<typeof PriorityTable>;

const step = {
  inner: InnerWording,
  /** Null: the customer does not read of this step. */
  customer: CustomerWording.nullable(),
  ownerId: z.uuid().nullable(),
  dueAt: z.iso.datetime().nullable(),
};

export const planLimits = { steps: 50 } as const;

export const WritePlanStep = z.strictObject({
  ...step,
  customer: step.customer.default(null),
  ownerId: step.ownerId.default(null),
  dueAt: step.dueAt.default(null),
});
export type WritePlanStep = z.infer<typeof WritePlanStep>;

export const ChangePlanStep = z
  .strictObject({
    ...step,
    state: PlanStepState,
    /** Its new place, counted from 1. */
    place: z.number().int().min(1).max(planLimits.steps),
  })
  .partial();
export type ChangePlanStep = z.infer<typeof ChangePlanStep>;

export const PlanStep = z.object({
  id: z.uuid(),
  place: z.number().int().positive(),
  inner: InnerWording,
  customer: CustomerWording.nullable(),
  owner: AgentRef.nullable(),
  dueAt: z.iso.datetime().nullable(),
  state: PlanStepState,
  doneAt: z.iso.datetime().nullable(),
  doneBy: AgentRef.nullable(),
});
export type PlanStep = z.infer<typeof PlanStep>;

export const Plan = z.object({ audience: z.literal('inner'), steps: z.array(PlanStep) });
export type Plan = z.infer<typeof Plan>;

/** What the customer may read of the plan: no names, no inner wording, no step without a wording for them. */
export const CustomerPlan = z.object({
  audience: z.literal('customer'),
  steps: z.array(
    z.object({ text: CustomerWording, state: PlanStepState, dueAt: z.iso.datetime().nullable() }),
  ),
});
export type CustomerPlan = z.infer<typeof CustomerPlan>;

export const PlanQuery = z.object({ audience: z.enum(['inner', 'customer']).default('inner') });
export type PlanQuery = z.infer<typeof PlanQuery>;

export const PlanAnswer = z.discriminatedUnion('audience', [Plan, CustomerPlan]);

/** One spelling for one tag: no `#`, no capitals, single spaces. */
export const Tag = z
  .string()
  .max(200)
  .transform((typed) =>
    typed
      .normalize('NFC')
      .replace(/^[\s#]+/, '')
      .replace(/\s+/g, ' ')
      .trim()
      .toLowerCase(),
  )
  .pipe(z.string().min(1).max(40));
export type Tag = z.infer<typeof Tag>;

export const SetTags = z.strictObject({ tags: z.array(Tag).max(30) });
export type SetTags = z.infer<typeof SetTags>;

export const TagQuery = z.object({ q: z.string().max(40).default('') });
export type TagQuery = z.infer<typeof TagQuery>;

/** In use on tickets, the most used first. */
export const TagList = z.object({ items: z.array(z.object({ tag: z.string(), tickets: z.number().int() })) });
export type TagList = z.infer<typeof TagList>;

/** Read beside the ticket; read again when the ticket's version moved. */
export const TicketRecord = z.object({
  tags: z.array(z.string()),
  plan: Plan,
  matter: MatterView,
  checklist: z.array(ChecklistItem),
  tasks: z.array(Task),
  fields: FieldValues,
});
export type TicketRecord = z.infer<typeof TicketRecord>;
