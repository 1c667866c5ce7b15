/** More skill for a ticket without moving it: the levels, the wish, and what is seen of it. */
import { z } from 'zod';
import { HandOverState } from './vocabulary.js';

/** First line, second line, experts: an agent's level is the highest n of their skills `n1`, `n2`, `n3`. */
export const SupportLevel = z.int().min(1).max(3);

const text = z.string().trim().min(1).max(10_000);

/** `level` at least; left out, the next above the ticket's. The customer reads the line when the expert joins. */
export const Escalate = z.strictObject({
  reason: text,
  customerLine: text,
  level: SupportLevel.min(2).optional(),
});
export type Escalate = z.infer<typeof Escalate>;

const Named = z.object({ id: z.uuid(), name: z.string() });

export const TicketEscalation = z.object({
  /** The highest level that was asked and has not refused. */
  level: SupportLevel,
  /** How often the ticket changed hands. */
  handOvers: z.int(),
  /** It changed hands twice: the next move needs a supervisor, and the swarm is who could help instead. */
  alarm: z.boolean(),
  swarm: z.array(z.object({ agent: Named, level: SupportLevel })),
  items: z.array(
    z.object({
      id: z.uuid(),
      at: z.iso.datetime(),
      from: SupportLevel,
      to: SupportLevel,
      reason: z.string(),
      by: Named,
      expert: Named,
      state: HandOverState,
    }),
  ),
});
export type TicketEscalation = z.infer<typeof TicketEscalation>;
