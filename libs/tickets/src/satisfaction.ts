/** What a customer answered when asked how it was: kept with its interaction, once, and told on the ticket to colleagues alone. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Channel } from '@lib/contracts';
import { Listeners, Outbox } from '@lib/bus';
import type { Tx } from '@lib/database';
import { TimelineWriter } from './timeline-writer.js';

interface Kept {
  ticketId: string;
  customerId: string;
  channel: Channel;
}

@Injectable()
export class Satisfaction implements OnModuleInit {
  constructor(
    private readonly listeners: Listeners,
    private readonly timeline: TimelineWriter,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.listeners.register('tickets.satisfaction', (event, tx) => this.keep(tx, event.data));
  }

  /** Heard twice, the first stays. */
  private async keep(tx: Tx, given: { interactionId: string; score: number }): Promise<void> {
    const { interactionId, score } = given;
    const [kept] = await tx.query<Kept>(
      `WITH about AS (
         SELECT interaction.id, interaction.ticket_id, interaction.customer_id, interaction.agent_id, interaction.channel,
           coalesce(interaction.queue_id, ticket.queue_id) AS queue_id
         FROM tickets.interaction JOIN tickets.ticket ON ticket.id = interaction.ticket_id WHERE interaction.id = $1),
       put AS (
         INSERT INTO tickets.satisfaction (interaction_id, agent_id, queue_id, channel, score)
         SELECT id, agent_id, queue_id, channel, $2 FROM about ON CONFLICT (interaction_id) DO NOTHING RETURNING interaction_id)
       SELECT about.ticket_id AS "ticketId", about.customer_id AS "customerId", about.channel FROM about JOIN put ON put.interaction_id = about.id`,
      [interactionId, score],
    );
    if (!kept) return;
    const { ticketId, customerId, channel } = kept;
    const actor = { kind: 'customer', id: customerId } as const;
    const { version } = await this.timeline.event(tx, ticketId, 'csat.answered', actor, {
      interactionId,
      channel,
      score,
    });
    await this.outbox.publish(tx, 'ticket.changed', {
      subject: { type: 'ticket', id: ticketId, version },
      actor,
      data: { ticketId },
    });
  }
}
