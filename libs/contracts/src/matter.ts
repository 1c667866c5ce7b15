/** What was understood of a matter, how it is resolved and confirmed, and checklists. */
import { z } from 'zod';
import { AgentRef } from './views.js';
import { TicketType, UnderstoodState } from './vocabulary.js';
import { CustomerWording, InnerWording } from './wordings.js';

export const WriteUnderstood = z.strictObject({ text: CustomerWording });
export type WriteUnderstood = z.infer<typeof WriteUnderstood>;

/** What the customer said to it: right, or how it really is. */
export const AnswerUnderstood = z.discriminatedUnion('right', [
  z.strictObject({ right: z.literal(true) }),
  z.strictObject({ right: z.literal(false), text: CustomerWording }),
]);
export type AnswerUnderstood = z.infer<typeof AnswerUnderstood>;

export const WriteBehind = z.strictObject({ text: InnerWording.nullable() });
export type WriteBehind = z.infer<typeof WriteBehind>;

export const Cause = z.object({
  id: z.uuid(),
  fr: z.string(),
  en: z.string(),
  archived: z.boolean(),
});
export type Cause = z.infer<typeof Cause>;

export const Resolving = z.object({
  causeRequired: z.boolean(),
  /** After a ticket was resolved its customer is asked, once, whether it works again. */
  askCustomer: z.boolean(),
  causes: z.array(Cause),
});
export type Resolving = z.infer<typeof Resolving>;

const label = z.string().trim().min(1).max(80);

/** Causes in their order; one that is left out is archived, one without id is new. */
export const WriteResolving = z.strictObject({
  causeRequired: z.boolean(),
  askCustomer: z.boolean(),
  causes: z.array(z.strictObject({ id: z.uuid().optional(), fr: label, en: label })).max(50),
});
export type WriteResolving = z.infer<typeof WriteResolving>;

export const ResolveTicket = z.strictObject({
  causeId: z.uuid().nullable().default(null),
  causeNote: InnerWording.nullable().default(null),
  /** Why it is resolved without the tasks that are not done: they are dropped with it. */
  dropTasks: InnerWording.optional(),
});
export type ResolveTicket = z.infer<typeof ResolveTicket>;

export const AnswerConfirmation = z.strictObject({ works: z.boolean() });
export type AnswerConfirmation = z.infer<typeof AnswerConfirmation>;

export const MatterView = z.object({
  understood: z
    .object({
      text: CustomerWording,
      state: UnderstoodState,
      by: AgentRef.nullable(),
      at: z.iso.datetime().nullable(),
    })
    .nullable(),
  behind: InnerWording.nullable(),
  cause: z.object({ id: z.uuid(), fr: z.string(), en: z.string() }).nullable(),
  causeNote: InnerWording.nullable(),
  confirmation: z
    .object({
      askedAt: z.iso.datetime().nullable(),
      answeredAt: z.iso.datetime().nullable(),
      works: z.boolean().nullable(),
    })
    .nullable(),
});
export type MatterView = z.infer<typeof MatterView>;

const item = z.string().trim().min(1).max(300);

export const WriteChecklist = z.strictObject({
  name: z.string().trim().min(1).max(80),
  /** Empty: for every type. */
  types: z.array(TicketType).max(5).default([]),
  items: z.array(item).min(1).max(30),
});
export type WriteChecklist = z.infer<typeof WriteChecklist>;

export const Checklist = z.object({
  id: z.uuid(),
  name: z.string(),
  types: z.array(TicketType),
  items: z.array(z.string()),
});
export type Checklist = z.infer<typeof Checklist>;

export const ChecklistList = z.object({ items: z.array(Checklist) });
export type ChecklistList = z.infer<typeof ChecklistList>;

/** The items of a set, or items of this ticket alone. */
export const AddChecklistItems = z.union([
  z.strictObject({ checklistId: z.uuid() }),
  z.strictObject({ items: z.array(item).min(1).max(30) }),
]);
export type AddChecklistItems = z.infer<typeof AddChecklistItems>;

/** `answer`: what the customer answered; left out, it stays as it is. */
export const TickChecklistItem = z.strictObject({
  ticked: z.boolean(),
  answer: InnerWording.nullable().optional(),
});
export type TickChecklistItem = z.infer<typeof TickChecklistItem>;

export const ChecklistItem = z.object({
  id: z.uuid(),
  text: z.string(),
  answer: z.string().nullable(),
  tickedBy: AgentRef.nullable(),
  tickedAt: z.iso.datetime().nullable(),
});
export type ChecklistItem = z.infer<typeof ChecklistItem>;
