/** An offer to one person by name, past the line: what a supervisor asks for, or takes. */
import { Inject, Injectable } from '@nestjs/common';
import type { RoutingExplanation } from '@lib/contracts';
import { Engagements } from '@lib/agents';
import { Outbox } from '@lib/bus';
import type { Tx } from '@lib/database';
import { CONFIG, newId, type Config } from '@lib/platform';
import { InteractionService } from '@lib/tickets';
import { AssignmentService } from './assignment.service.js';
import { keep } from './kept-explanation.js';
import type { WaitingWork } from './waiting-work.js';

@Injectable()
export class DirectOffer {
  constructor(
    private readonly interactions: InteractionService,
    private readonly engagements: Engagements,
    private readonly assignment: AssignmentService,
    private readonly outbox: Outbox,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The caller holds the router's lock and has seen it wait. Answers the offer's id. */
  async make(
    tx: Tx,
    work: WaitingWork,
    agentId: string,
    asked: { by: string; reason: string },
  ): Promise<string> {
    const id = newId();
    const explanation: RoutingExplanation = {
      step: 'supervisor',
      strategy: null,
      ring: null,
      others: [],
      asked,
    };
    await tx.query(`UPDATE routing.work_item SET state = 'offered' WHERE id = $1`, [work.id]);
    await tx.query(
      `INSERT INTO routing.offer (id, round_id, work_item_id, interaction_id, ticket_id, agent_id, channel, reason, explanation, expires_at)
       VALUES ($1, $1, $2, $3, $4, $5, $6, 'supervisor', $7, now() + $8 * interval '1 millisecond')`,
      [
        id,
        work.id,
        work.interactionId,
        work.ticketId,
        agentId,
        work.channel,
        JSON.stringify(keep(explanation)),
        this.config.OFFER_TIMEOUT_MS,
      ],
    );
    await this.engagements.hold(tx, {
      interactionId: work.interactionId,
      agentId,
      channel: work.channel,
      state: 'offered',
    });
    await this.interactions.offered(tx, [id]);
    await this.outbox.publish(tx, 'offer.made', {
      subject: { type: 'offer', id },
      data: {
        offerId: id,
        ticketId: work.ticketId,
        interactionId: work.interactionId,
        agentId,
        queueId: work.queueId,
      },
    });
    await this.assignment.queueChanged(tx, work.queueId);
    return id;
  }
}
