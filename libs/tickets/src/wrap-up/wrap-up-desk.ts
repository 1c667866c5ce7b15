/** An agent says what came of a call or a chat and is done with it: all of it is written, or nothing. */
import { Injectable } from '@nestjs/common';
import { Problem, type CompleteWrapUp, type Disposition, type WrapUpChoice } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { crashPoint, type Principal } from '@lib/platform';
import { z } from 'zod';
import { InteractionService } from '../interaction.service.js';
import { TicketAccess } from '../ticket-access.js';
import { actorOf } from '../ticket-commands.js';
import { Dispositions } from './dispositions.js';
import { TicketOutcome } from './ticket-outcome.js';
import { WrapUps, type Outcome, type WrapUpRef } from './wrap-ups.js';

@Injectable()
export class WrapUpDesk {
  constructor(
    private readonly database: Database,
    private readonly interactions: InteractionService,
    private readonly access: TicketAccess,
    private readonly wrapUps: WrapUps,
    private readonly dispositions: Dispositions,
    private readonly ticket: TicketOutcome,
  ) {}

  /** What I may pick from. Errors: `not-found` for one that is not mine, or is over. */
  choice(principal: Principal, interactionId: string): Promise<WrapUpChoice> {
    return this.database.transaction(async (tx) => {
      const wrapUp = await this.mine(tx, principal, interactionId);
      if (!wrapUp) throw new Problem('not-found');
      return this.dispositions.choice(tx, wrapUp.queueId);
    });
  }

  /**
   * Answers the ticket's id; over already, nothing happens. A supervisor may end the wrap-up of the interaction's agent, and
   * then nothing is asked. Errors: `not-found`, `forbidden`, `disposition-needed`, and what resolving asks for first.
   */
  async complete(principal: Principal, interactionId: string, said: CompleteWrapUp): Promise<string> {
    const ticketId = await this.write(principal, interactionId, said);
    crashPoint('after-commit-before-ack');
    return ticketId;
  }

  /** Errors: `not-found`, `forbidden`, `move-not-allowed` when it is over, or as long as it may be. */
  extend(principal: Principal, interactionId: string): Promise<Date> {
    return this.database.transaction(async (tx) => {
      await this.require(tx, principal, interactionId);
      return this.wrapUps.extend(tx, interactionId, principal.agentId);
    });
  }

  private write(principal: Principal, interactionId: string, said: CompleteWrapUp): Promise<string> {
    return this.database.transaction(async (tx) => {
      const ticketId = await this.require(tx, principal, interactionId);
      const own = await this.mine(tx, principal, interactionId);
      const wrapUp = own ?? (await this.ofAgent(tx, principal, interactionId));
      if (!wrapUp) return ticketId;
      const actor = actorOf(principal);
      const picked = await this.picked(tx, wrapUp, said, own !== null);
      if (said.note) await this.ticket.note(tx, ticketId, actor, said.note);
      await this.wrapUps.finish(tx, wrapUp, own ? 'agent' : 'supervisor', actor, outcomeOf(picked, said));
      if (picked?.resolves) await this.ticket.resolve(tx, ticketId, actor);
      return ticketId;
    });
  }

  private async picked(
    tx: Tx,
    { queueId }: WrapUpRef,
    { dispositionId, reason }: CompleteWrapUp,
    isOwn: boolean,
  ): Promise<Disposition | null> {
    const { required, dispositions } = await this.dispositions.choice(tx, queueId);
    if (!dispositionId) {
      if (required && isOwn) throw new Problem('disposition-needed');
      return null;
    }
    const picked = dispositions.find(({ id }) => id === dispositionId);
    if (!picked) throw invalid('dispositionId', 'Not one of this queue');
    if (picked.reasonRequired && !reason) throw invalid('reason', 'Needed for this disposition');
    return picked;
  }

  private async mine(tx: Tx, { agentId }: Principal, interactionId: string): Promise<WrapUpRef | null> {
    if (!z.uuid().safeParse(interactionId).success) throw new Problem('not-found');
    return this.wrapUps.open(tx, interactionId, agentId);
  }

  private async ofAgent(tx: Tx, { role }: Principal, interactionId: string): Promise<WrapUpRef | null> {
    const interaction = await this.interactions.find(tx, interactionId);
    if (role === 'agent' || !interaction?.agentId) return null;
    return this.wrapUps.open(tx, interactionId, interaction.agentId);
  }

  /** Who is on it, who was and wraps up, or a supervisor; for others it does not exist. Holds the interaction's row. */
  private async require(tx: Tx, principal: Principal, interactionId: string): Promise<string> {
    if (!z.uuid().safeParse(interactionId).success) throw new Problem('not-found');
    const interaction = await this.interactions.find(tx, interactionId);
    if (!interaction) throw new Problem('not-found');
    const { ticketId, agentId } = interaction;
    if (agentId === principal.agentId || principal.role !== 'agent') return ticketId;
    if (await this.mine(tx, principal, interactionId)) return ticketId;
    const visible = await this.access.visibleTo(principal, [ticketId], tx);
    throw new Problem(visible.length > 0 ? 'forbidden' : 'not-found');
  }
}

function outcomeOf(picked: Disposition | null, { reason }: CompleteWrapUp): Outcome | null {
  return picked && { dispositionId: picked.id, label: picked.label, reason: reason ?? null };
}

function invalid(path: string, message: string): Problem {
  return new Problem('invalid-input', undefined, [{ path, message }]);
}
