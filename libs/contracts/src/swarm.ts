/** A swarm: several people are asked to look at a ticket now; its owner stays, and the talk is among colleagues. */
import { z } from 'zod';
import { InnerWording } from './wordings.js';

export const swarmLimits = { seats: 20, askedAtOnce: 10 } as const;

/** By name, or as many as wanted of those at work who have the skill and have been idle longest. */
export const CallSwarm = z.strictObject({
  question: InnerWording,
  who: z.union([
    z.strictObject({ agentIds: z.array(z.uuid()).min(1).max(swarmLimits.askedAtOnce) }),
    z.strictObject({
      skill: z.string().trim().min(1).max(80),
      people: z.int().min(1).max(swarmLimits.askedAtOnce).default(3),
    }),
  ]),
});
export type CallSwarm = z.infer<typeof CallSwarm>;

export const DeclineSwarm = z.strictObject({ reason: InnerWording.nullable().default(null) });
export type DeclineSwarm = z.infer<typeof DeclineSwarm>;
