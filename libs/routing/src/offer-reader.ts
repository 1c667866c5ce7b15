/** Offers as the agent sees them: who it is, why you, how long. */
import { Injectable } from '@nestjs/common';
import { formatTicketNumber, type OfferView } from '@lib/contracts';
import { Database, plannedOnce } from '@lib/database';

interface Row extends Omit<OfferView, 'ticketNumber' | 'waitingSince' | 'madeAt' | 'expiresAt'> {
  number: string;
  waitingSince: Date;
  madeAt: Date;
  expiresAt: Date;
}

@Injectable()
export class OfferReader {
  constructor(private readonly database: Database) {}

  forAgent(agentId: string): Promise<OfferView[]> {
    return this.read(`offer.agent_id = $1 AND offer.state = 'made' AND offer.expires_at > now()`, agentId);
  }

  views(ids: string[]): Promise<OfferView[]> {
    return this.read(`offer.id = ANY($1)`, plannedOnce(ids));
  }

  private async read(condition: string, parameter: unknown): Promise<OfferView[]> {
    const rows = await this.database.query<Row>(
      `SELECT offer.id, offer.state, offer.agent_id AS "agentId", offer.ticket_id AS "ticketId", ticket.number,
              offer.interaction_id AS "interactionId", offer.channel, offer.reason,
              CASE WHEN queue.id IS NULL THEN NULL ELSE jsonb_build_object('id', queue.id, 'name', queue.name) END AS queue,
              jsonb_build_object('id', customer.id, 'name', customer.name) AS customer, ticket.subject,
              interaction.data->>'from' AS "from", ticket.last_message->>'excerpt' AS excerpt, item.enqueued_at AS "waitingSince", offer.made_at AS "madeAt",
              offer.expires_at AS "expiresAt"
       FROM routing.offer JOIN routing.work_item AS item ON item.id = offer.work_item_id
       JOIN tickets.interaction ON interaction.id = offer.interaction_id
       JOIN tickets.ticket ON ticket.id = offer.ticket_id JOIN customers.customer ON customer.id = ticket.customer_id
       LEFT JOIN routing.queue ON queue.id = item.queue_id
       WHERE ${condition} ORDER BY offer.made_at`,
      [parameter],
    );
    return rows.map(({ number, waitingSince, madeAt, expiresAt, ...row }) => ({
      ...row,
      ticketNumber: formatTicketNumber(Number(number)),
      waitingSince: waitingSince.toISOString(),
      madeAt: madeAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    }));
  }
}
