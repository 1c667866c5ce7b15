/** Rules over HTTP: when they look, what must be so, what they do, what each run did, and what they would have done. */
import { z } from 'zod';
import { FieldValue } from './fields.js';
import { Finding } from './kitchen.js';
import { RuleText } from './rule-texts.js';
import { SupportLevel } from './escalation.js';
import { Tag } from './record.js';
import { AgentRef } from './views.js';
import { Channel, ClockKind, Locale, Priority, TicketStatus, TicketType } from './vocabulary.js';

const few = <T extends z.ZodType>(of: T) => z.array(of).min(1).max(20);
const inner = z.string().trim().min(1).max(2_000);
const reason = z.string().trim().min(1).max(200);
const customerTexts = z.strictObject({ fr: RuleText, en: RuleText });

/** What has just happened on a ticket. `customer-wrote` is a mail or a chat on a ticket that was there before. */
export const RuleEvent = z.enum([
  'ticket-opened',
  'customer-wrote',
  'agent-answered',
  'status-changed',
  'priority-changed',
  'owner-changed',
  'tagged',
  'handed-over',
  'clock-warned',
  'clock-breached',
]);
export type RuleEvent = z.infer<typeof RuleEvent>;

/** `customer-waits`: since the customer's first message that no person has answered. */
export const RuleSince = z.enum(['opened', 'customer-waits', 'last-change']);
export type RuleSince = z.infer<typeof RuleSince>;

export const RuleTrigger = z.discriminatedUnion('on', [
  z.strictObject({ on: RuleEvent }),
  z.strictObject({
    on: z.literal('time'),
    since: RuleSince,
    minutes: z
      .number()
      .int()
      .min(1)
      .max(60 * 24 * 90),
  }),
]);
export type RuleTrigger = z.infer<typeof RuleTrigger>;

const not = z.boolean().default(false);

/** Each may be turned round by `not`. Words are found however they are written; `paiement*` finds what begins so. */
export const RuleCondition = z.discriminatedUnion('field', [
  z.strictObject({ field: z.literal('channel'), is: few(Channel), not }),
  z.strictObject({ field: z.literal('type'), is: few(TicketType), not }),
  z.strictObject({ field: z.literal('status'), is: few(TicketStatus), not }),
  z.strictObject({ field: z.literal('priority'), is: few(Priority), not }),
  z.strictObject({ field: z.literal('queue'), is: few(z.uuid()), not }),
  z.strictObject({ field: z.literal('owned'), not }),
  z.strictObject({ field: z.literal('tag'), is: few(Tag), not }),
  z.strictObject({
    field: z.literal('words'),
    in: z.enum(['subject', 'text', 'both']),
    is: few(z.string().trim().min(2).max(100)),
    not,
  }),
  z.strictObject({ field: z.literal('language'), is: few(Locale), not }),
  z.strictObject({
    field: z.literal('domain'),
    is: few(
      z
        .string()
        .trim()
        .toLowerCase()
        .regex(/^[a-z0-9.-]{3,253}$/, 'A domain, such as example.org'),
    ),
    not,
  }),
  z.strictObject({ field: z.literal('value'), fieldId: z.uuid(), is: few(FieldValue), not }),
  /** By the calendar of the house, when the rule looks. */
  z.strictObject({ field: z.literal('open-hours'), not }),
  z.strictObject({ field: z.literal('hand-overs'), atLeast: z.number().int().min(1).max(100), not }),
  /** Tickets of the same customer in so many days, this one included. */
  z.strictObject({
    field: z.literal('repeats'),
    atLeast: z.number().int().min(2).max(100),
    days: z.number().int().min(1).max(365),
    not,
  }),
  /** Only where a clock has warned or is breached. */
  z.strictObject({ field: z.literal('clock'), is: few(ClockKind), not }),
]);
export type RuleCondition = z.infer<typeof RuleCondition>;

/** All of `all`, and of `any`, when there are some, at least one. */
export const RuleConditions = z.strictObject({
  all: z.array(RuleCondition).max(20).default([]),
  any: z.array(RuleCondition).max(20).default([]),
});
export type RuleConditions = z.infer<typeof RuleConditions>;

export const RuleAction = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('set-priority'), priority: Priority, reason }),
  z.strictObject({ do: z.literal('set-type'), type: TicketType }),
  z.strictObject({ do: z.literal('set-status'), status: TicketStatus.exclude(['new', 'closed']) }),
  z.strictObject({ do: z.literal('set-field'), fieldId: z.uuid(), value: FieldValue }),
  z.strictObject({ do: z.literal('add-tags'), tags: z.array(Tag).min(1).max(10) }),
  z.strictObject({ do: z.literal('remove-tags'), tags: z.array(Tag).min(1).max(10) }),
  /** What waits and nobody owns: an owned ticket leaves its owner by hand-over only. */
  z.strictObject({ do: z.literal('move-to-queue'), queueId: z.uuid(), reason }),
  /** The owner asks the next level, or at least this one; the owner stays. */
  z.strictObject({
    do: z.literal('escalate'),
    level: SupportLevel.min(2).optional(),
    reason,
    customerLine: customerTexts,
  }),
  z.strictObject({ do: z.literal('send-text'), texts: customerTexts }),
  /** As `send-text`, but at most once a ticket and rarely to one sender: the automatic acknowledgement. */
  z.strictObject({ do: z.literal('acknowledge'), texts: customerTexts }),
  z.strictObject({ do: z.literal('note'), text: inner }),
  /** An inner note that names them: they follow the ticket and hear of it. */
  z.strictObject({
    do: z.literal('notify'),
    who: z.union([z.uuid(), z.enum(['owner', 'supervisors'])]),
    text: inner,
  }),
  /** Its changes; its text is for agents and is not sent. */
  z.strictObject({ do: z.literal('apply-macro'), macroId: z.uuid() }),
]);
export type RuleAction = z.infer<typeof RuleAction>;

export const WriteRule = z.strictObject({
  name: z.string().trim().min(1).max(80),
  active: z.boolean().default(false),
  trigger: RuleTrigger,
  conditions: RuleConditions.default({ all: [], any: [] }),
  actions: z.array(RuleAction).min(1).max(10),
});
export type WriteRule = z.infer<typeof WriteRule>;

/** `findings`: words of its texts that a customer should not have to read; those that would tell of the inside are refused. */
export const Rule = z.object({
  ...WriteRule.shape,
  id: z.uuid(),
  position: z.number().int(),
  builtIn: z.boolean(),
  editedBy: AgentRef.nullable(),
  editedAt: z.iso.datetime(),
  version: z.number().int(),
  /** Times it acted and times it was stopped by the loop guard, in the last 7 days. */
  runs: z.number().int(),
  stops: z.number().int(),
});
export type Rule = z.infer<typeof Rule>;

export const RuleList = z.object({ items: z.array(Rule) });
export type RuleList = z.infer<typeof RuleList>;

export const SavedRule = z.object({
  rule: Rule,
  findings: z.array(Finding.extend({ path: z.string() })),
});
export type SavedRule = z.infer<typeof SavedRule>;

/** Every rule, in the order in which they act. */
export const OrderRules = z.strictObject({ ids: z.array(z.uuid()).min(1).max(200) });
export type OrderRules = z.infer<typeof OrderRules>;

export const SwitchRule = z.strictObject({ active: z.boolean() });
export type SwitchRule = z.infer<typeof SwitchRule>;

export const RuleChange = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  by: AgentRef.nullable(),
  what: z.enum(['added', 'changed', 'switched-on', 'switched-off', 'moved', 'archived', 'restored']),
});
export type RuleChange = z.infer<typeof RuleChange>;

export const RuleChangeList = z.object({ items: z.array(RuleChange) });
export type RuleChangeList = z.infer<typeof RuleChangeList>;

/** Why the loop guard stopped a rule; `mail-loop`: what came in looks like machines answering each other. */
export const RuleStop = z.enum(['own-effect', 'too-deep', 'too-often', 'mail-loop']);
export type RuleStop = z.infer<typeof RuleStop>;

/** `code` of what was not done: a problem's code, or why no mail was sent. */
export const ActionOutcome = z.object({
  do: z.string(),
  outcome: z.enum(['done', 'nothing-to-do', 'not-done']),
  code: z.string().nullable(),
});
export type ActionOutcome = z.infer<typeof ActionOutcome>;

export const RuleRun = z.object({
  id: z.uuid(),
  ruleId: z.uuid(),
  ruleName: z.string(),
  ticket: z.object({ id: z.uuid(), number: z.string(), subject: z.string() }),
  at: z.iso.datetime(),
  trigger: RuleTrigger,
  state: z.enum(['due', 'done', 'stopped']),
  stop: RuleStop.nullable(),
  /** Conditions that held. */
  because: z.array(RuleCondition),
  outcomes: z.array(ActionOutcome),
});
export type RuleRun = z.infer<typeof RuleRun>;

export const RuleRunQuery = z.object({
  ruleId: z.uuid().optional(),
  ticketId: z.uuid().optional(),
  state: z.enum(['due', 'done', 'stopped']).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.uuid().optional(),
});
export type RuleRunQuery = z.infer<typeof RuleRunQuery>;

export const RuleRunList = z.object({
  items: z.array(RuleRun),
  next: z.uuid().nullable(),
  /** Stops by the loop guard that no admin has seen yet. */
  unseenStops: z.number().int(),
});
export type RuleRunList = z.infer<typeof RuleRunList>;

/** A rule nobody has saved, over the newest `tickets` tickets. */
export const DryRun = z.strictObject({
  rule: WriteRule.pick({ trigger: true, conditions: true }),
  tickets: z.number().int().min(1).max(1_000).default(200),
});
export type DryRun = z.infer<typeof DryRun>;

export const DryRunItem = z.object({
  ticket: z.object({ id: z.uuid(), number: z.string(), subject: z.string() }),
  matches: z.boolean(),
  /** Whether what the rule waits for has happened there. */
  triggered: z.boolean(),
  /** One for each condition, in their order. */
  all: z.array(z.boolean()),
  any: z.array(z.boolean()),
});
export type DryRunItem = z.infer<typeof DryRunItem>;

/** `items`: those that match first, then some that do not; 100 at most. */
export const DryRunResult = z.object({
  looked: z.number().int(),
  matched: z.number().int(),
  /** Of all that were looked at, how many each condition held for. */
  held: z.object({
    triggered: z.number().int(),
    all: z.array(z.number().int()),
    any: z.array(z.number().int()),
  }),
  items: z.array(DryRunItem).max(100),
});
export type DryRunResult = z.infer<typeof DryRunResult>;
