/** An agent on a call asks for help; whoever watches over their team sees it first, and answers or lowers it. */
import { Injectable } from '@nestjs/common';
import { Problem, type AnswerHelp, type AskForHelp } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import type { Principal } from '@lib/platform';
import { HandRecords } from './hand.records.js';
import { showCall, SupervisedCalls, type SupervisedCall } from './supervised-call.js';

@Injectable()
export class HandService {
  constructor(
    private readonly database: Database,
    private readonly calls: SupervisedCalls,
    private readonly records: HandRecords,
    private readonly outbox: Outbox,
  ) {}

  /** Each answers the ticket's id. Errors: `not-found`, `forbidden`, `conversation-ended`. */
  raise(
    principal: Principal,
    interactionId: string,
    { words = null }: { words?: AskForHelp['words'] | null },
  ): Promise<string> {
    return this.onCall(async (tx) => {
      const call = await this.calls.requireMine(tx, principal, interactionId);
      return [call, await this.records.raise(tx, call.id, principal.agentId, words)];
    });
  }

  /** Errors: also `move-not-allowed` when it was lowered or answered meanwhile. */
  answer(principal: Principal, interactionId: string, { text }: AnswerHelp): Promise<string> {
    return this.onCall(async (tx) => {
      const call = await this.calls.requireWatched(tx, principal, interactionId);
      if (!(await this.records.answer(tx, call.id, principal.agentId, text)))
        throw new Problem('move-not-allowed', 'Nobody asks for help any more');
      return [call, true];
    });
  }

  /** By the agent, or by who watches over them; a hand that is down already is no error. */
  lower(principal: Principal, interactionId: string): Promise<string> {
    return this.onCall(async (tx) => {
      const own = principal.role === 'agent' || (await this.isMine(tx, principal, interactionId));
      const call = await (own
        ? this.calls.requireMine(tx, principal, interactionId)
        : this.calls.requireWatched(tx, principal, interactionId));
      return [call, await this.records.lower(tx, call.id)];
    });
  }

  /** A supervisor may be on a call of their own. */
  private async isMine(tx: Tx, principal: Principal, interactionId: string): Promise<boolean> {
    const call = await this.calls.requireVisible(tx, principal, interactionId);
    return call.agentId === principal.agentId;
  }

  private onCall(work: (tx: Tx) => Promise<[SupervisedCall, boolean]>): Promise<string> {
    return this.database.transaction(async (tx) => {
      const [call, changed] = await work(tx);
      if (changed) await showCall(this.outbox, tx, call);
      return call.ticketId;
    });
  }
}
