/** Senders whose pictures from outside an agent is shown at once, on whatever device they read. */
import { z } from 'zod';

/** As many as one person can have meant; the oldest give way. */
export const MOST_WELCOME_SENDERS = 500;

const address = z
  .string()
  .trim()
  .min(3)
  .max(320)
  .transform((text) => text.toLowerCase());

export const WelcomeSenders = z.object({ items: z.array(z.string()) });
export type WelcomeSenders = z.infer<typeof WelcomeSenders>;

export const SayWelcome = z.strictObject({
  addresses: z.array(address).min(1).max(MOST_WELCOME_SENDERS),
  /** False: their pictures are asked about again. */
  welcome: z.boolean(),
});
export type SayWelcome = z.infer<typeof SayWelcome>;
