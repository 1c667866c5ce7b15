/** Somebody stands in, or does no more: mails in hand go to who answers now, and what waits is held for them. */
import { Injectable } from '@nestjs/common';
import { Wakeups } from '@lib/bus';
import type { Tx } from '@lib/database';
import { Clock } from '@lib/platform';
import { InteractionService } from '@lib/tickets';
import { AssignmentService } from './assignment.service.js';
import { mailGoesTo, placingOf } from './placing.js';
import { QueueStepsReader } from './queue-steps.js';

@Injectable()
export class StandInFollower {
  constructor(
    private readonly assignment: AssignmentService,
    private readonly interactions: InteractionService,
    private readonly steps: QueueStepsReader,
    private readonly wakeups: Wakeups,
    private readonly clock: Clock,
  ) {}

  /** `from` answered until now, or the owner did. */
  async follow(tx: Tx, ticketId: string, ownerId: string, from: string | null): Promise<void> {
    await tx.query(`SELECT 1 FROM tickets.ticket WHERE id = $1 FOR UPDATE`, [ticketId]);
    await this.moveMails(tx, ticketId, ownerId, from);
    const waiting = await tx.query<{ id: string; interactionId: string; queueId: string }>(
      `SELECT id, interaction_id AS "interactionId", queue_id AS "queueId" FROM routing.work_item
       WHERE ticket_id = $1 AND state IN ('waiting', 'offered') AND NOT moves_ownership`,
      [ticketId],
    );
    for (const { id, interactionId, queueId } of waiting) {
      const placing = await placingOf(tx, interactionId);
      const steps = await this.steps.of(tx, placing, { interactionId, queueId, from: this.clock.now() });
      await tx.query(
        `UPDATE routing.work_item SET owner_id = $2, owner_until = $3, stand_in_id = $4, stand_in_until = $5,
           last_agent_id = $6, last_agent_until = $7 WHERE id = $1`,
        [id, ...steps],
      );
    }
    tx.afterCommit(() => this.wakeups.poke('routing'));
  }

  private async moveMails(tx: Tx, ticketId: string, ownerId: string, from: string | null): Promise<void> {
    const mails = await tx.query<{ id: string; agentId: string }>(
      `SELECT id, agent_id AS "agentId" FROM tickets.interaction
       WHERE ticket_id = $1 AND channel = 'email' AND state = 'connected' AND agent_id IN ($2, $3)`,
      [ticketId, ownerId, from],
    );
    for (const { id, agentId } of mails) {
      const placing = await placingOf(tx, id);
      const answers = mailGoesTo(placing);
      if (answers === agentId) continue;
      if (answers) await this.interactions.connect(tx, id, answers);
      else if (await this.interactions.putBack(tx, id))
        await this.assignment.enqueue(tx, { id, ticketId, channel: 'email' }, placing);
    }
  }
}
