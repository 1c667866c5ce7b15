/** What a supervisor may do to what waits and to a colleague's state; each with a reason that stays in the house. */
import { z } from 'zod';
import { AgentState } from './vocabulary.js';

const reason = z.string().trim().min(1).max(200);

/** Ask this colleague next, whatever the line says. */
export const AskColleague = z.strictObject({ agentId: z.uuid(), reason });
export type AskColleague = z.infer<typeof AskColleague>;

/** Let it wait elsewhere; it keeps the time it has waited. */
export const MoveWaiting = z.strictObject({ queueId: z.uuid(), reason });
export type MoveWaiting = z.infer<typeof MoveWaiting>;

/** Answer it oneself, at once. */
export const TakeOver = z.strictObject({ reason });
export type TakeOver = z.infer<typeof TakeOver>;

/** A colleague's state is never set without saying why; they read it beside their own state. */
export const SetColleagueState = z.strictObject({
  state: AgentState,
  reason: z.string().trim().min(1).max(80),
});
export type SetColleagueState = z.infer<typeof SetColleagueState>;
