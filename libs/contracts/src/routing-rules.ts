/** How a queue chooses among its members, and how a choice is explained. */
import { z } from 'zod';
import { Channel } from './vocabulary.js';

/** Who of those who could is asked first: idle longest, least work in hand, or longest not asked; or all at once. */
export const RoutingStrategy = z.enum(['longest-idle', 'least-loaded', 'round-robin', 'ring-all']);
export type RoutingStrategy = z.infer<typeof RoutingStrategy>;

/** From so many seconds of waiting on, these skills (name → least level, 1 to 10) and perhaps the customer's language are needed. */
export const RoutingRing = z.strictObject({
  afterSeconds: z.int().min(0).max(86_400),
  skills: z.record(z.string().trim().min(1).max(60), z.int().min(1).max(10)).default({}),
  language: z.boolean().default(false),
});
export type RoutingRing = z.infer<typeof RoutingRing>;

/** Each ring replaces the one before it, so that demands can be relaxed while somebody waits. No ring: any member will do. */
export const QueueRules = z
  .strictObject({ strategy: RoutingStrategy, rings: z.array(RoutingRing).max(10) })
  .refine(({ rings }) => rings.length === 0 || rings[0]?.afterSeconds === 0, {
    path: ['rings', 0, 'afterSeconds'],
    message: 'The first ring begins at once: 0',
  })
  .refine(
    ({ rings }) =>
      rings.every((ring, at) => at === 0 || ring.afterSeconds > (rings[at - 1]?.afterSeconds ?? 0)),
    { path: ['rings'], message: 'Each ring begins later than the one before it' },
  );
export type QueueRules = z.infer<typeof QueueRules>;

/** Where a call goes that overflows to nobody: the channel reads it and offers it to the caller. */
export const Diversion = z.enum(['voicemail', 'callback']);
export type Diversion = z.infer<typeof Diversion>;

/** Waits longer than so many seconds; stands behind so many others; the calendar is closed; nobody is at work in the queue. */
export const OverflowCause = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('waited'), seconds: z.int().min(1).max(86_400) }),
  z.strictObject({ kind: z.literal('crowded'), ahead: z.int().min(1).max(10_000) }),
  z.strictObject({ kind: z.literal('closed'), calendarId: z.string().trim().min(1).max(60) }),
  z.strictObject({ kind: z.literal('unstaffed') }),
]);
export type OverflowCause = z.infer<typeof OverflowCause>;

export const OverflowRule = z.strictObject({
  when: OverflowCause,
  to: z.union([z.strictObject({ queueId: z.uuid() }), z.strictObject({ diversion: Diversion })]),
});
export type OverflowRule = z.infer<typeof OverflowRule>;

/** The first that applies is followed. A diversion is for calls only. */
export const QueueOverflow = z.strictObject({ rules: z.array(OverflowRule).max(10) });
export type QueueOverflow = z.infer<typeof QueueOverflow>;

/** One overflow as it happened: from which queue, where to, and by which rule. */
export const RoutingMove = z.object({
  at: z.iso.datetime(),
  from: z.uuid(),
  to: OverflowRule.shape.to,
  when: OverflowCause,
});
export type RoutingMove = z.infer<typeof RoutingMove>;

/** Why somebody is not asked: rings already, on a call, no room for this channel, said no a moment ago, or lacks what the ring demands. */
export const RoutingObstacle = z.enum([
  'ringing',
  'on-call',
  'busy',
  'passed',
  'language',
  'skill',
  'owner-first',
  'later-in-line',
]);
export type RoutingObstacle = z.infer<typeof RoutingObstacle>;

/** The demands in force at the moment of choice; `number` counts from 1. */
export const RingInForce = z.object({
  number: z.int(),
  skills: z.record(z.string(), z.int()),
  language: z.string().nullable(),
});
export type RingInForce = z.infer<typeof RingInForce>;

export const RoutingExplanation = z.object({
  step: z.enum(['owner', 'queue']),
  strategy: RoutingStrategy.nullable(),
  ring: RingInForce.nullable(),
  others: z.array(z.object({ agentId: z.uuid(), why: RoutingObstacle })),
});
export type RoutingExplanation = z.infer<typeof RoutingExplanation>;

const Named = z.object({ id: z.uuid(), name: z.string() });

/** `to` is null when it went to no queue but to a diversion. */
const ToldMove = RoutingMove.omit({ from: true, to: true }).extend({
  from: Named,
  to: Named.nullable(),
  diversion: Diversion.nullable(),
});

/** Every choice made for a ticket, newest first, and who could be asked now for what still waits. */
export const TicketRouting = z.object({
  decisions: z.array(
    z.object({
      offerId: z.uuid(),
      channel: Channel,
      agent: Named,
      madeAt: z.iso.datetime(),
      state: z.string(),
      step: z.enum(['owner', 'stand-in', 'queue']),
      strategy: RoutingStrategy.nullable(),
      ring: RingInForce.nullable(),
      others: z.array(z.object({ agent: Named, why: RoutingObstacle })),
    }),
  ),
  waiting: z.array(
    z.object({
      interactionId: z.uuid(),
      channel: Channel,
      queue: Named,
      waitingSince: z.iso.datetime(),
      strategy: RoutingStrategy,
      ring: RingInForce.nullable(),
      members: z.array(z.object({ agent: Named, why: RoutingObstacle.nullable() })),
      moves: z.array(ToldMove),
    }),
  ),
});
export type TicketRouting = z.infer<typeof TicketRouting>;
