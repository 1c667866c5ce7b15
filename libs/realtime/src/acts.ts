/** What a console may do over its socket: the verbs of the rooms that decide. */
import type { AgentView, SetState } from '@lib/contracts';
import type { Principal } from '@lib/platform';

export interface Acts {
  acceptOffer(principal: Principal, offerId: string): Promise<{ ticketId: string }>;
  declineOffer(principal: Principal, offerId: string, reason?: string): Promise<unknown>;
  setState(principal: Principal, change: SetState): Promise<AgentView>;
  beat(agentId: string, consoleId: string): Promise<void>;
  leave(consoleId: string): Promise<void>;
}

export const ACTS = Symbol('realtime-acts');
