/** How much an agent takes at once: a limit per channel, and what each interaction weighs of the units they have for all. */
import { z } from 'zod';

const Weights = z.strictObject({
  voice: z.int().min(0).max(1_000),
  chat: z.int().min(0).max(1_000),
  email: z.int().min(0).max(1_000),
});

/**
 * Without units only the limits count: a chat is then one of `chat`. With units the weights of all work in hand together
 * stay within them. While a call lasts, rings or is wrapped up nothing else is offered, unless voice is not exclusive.
 */
export const Capacity = z
  .strictObject({
    voice: z.int().min(0).max(10),
    chat: z.int().min(0).max(100),
    email: z.int().min(0).max(1_000),
    units: z.int().min(1).max(1_000).optional(),
    weights: Weights.optional(),
    voiceExclusive: z.boolean().optional(),
  })
  .refine(({ units, weights }) => (units === undefined) === (weights === undefined), {
    path: ['weights'],
    message: 'Units and weights belong together',
  });
export type Capacity = z.infer<typeof Capacity>;

/** `own` is false while the house's measure applies. */
export const AgentCapacity = z.object({ capacity: Capacity, own: z.boolean() });
export type AgentCapacity = z.infer<typeof AgentCapacity>;
