/** Two types of words about one matter: those of colleagues, and those a customer may read. */
import { z } from 'zod';

const wording = z.string().trim().min(1).max(1_000);

/** How colleagues speak of a step. A type of its own: where a `CustomerWording` is wanted it does not fit. */
export const InnerWording = wording.brand<'InnerWording'>();
export type InnerWording = z.infer<typeof InnerWording>;

/** How the customer may read of a step; written for them, never made from the inner wording. */
export const CustomerWording = wording.brand<'CustomerWording'>();
export type CustomerWording = z.infer<typeof CustomerWording>;
