/** Which stand-in has yet to say who they are, in which words, and that it was said: once per absence and ticket. */
import { Injectable } from '@nestjs/common';
import type { CustomerText, Locale } from '@lib/contracts';
import type { Tx } from '@lib/database';
import { Clock } from '@lib/platform';
import { introductionLine } from './introduction.js';

export interface DueIntroduction {
  standInId: string;
  agentId: string;
  due: boolean;
  text: CustomerText;
  locale: Locale;
}

interface Facts {
  standInId: string;
  agentId: string;
  standIn: string;
  owner: string;
  until: Date | null;
  due: boolean;
  locale: Locale;
  timeZone: string;
}

@Injectable()
export class Introductions {
  constructor(private readonly clock: Clock) {}

  /** Null: nobody stands in. A message taken back or never sent has introduced nobody. */
  async of(tx: Tx, ticketId: string): Promise<DueIntroduction | null> {
    const [facts] = await tx.query<Facts>(
      `SELECT stand_in.id AS "standInId", stand_in.agent_id AS "agentId", agent.name AS "standIn", owner.name AS owner, stand_in.until,
         NOT EXISTS (SELECT 1 FROM tickets.message WHERE message.id = stand_in.introduced_by
           AND message.delivery_state NOT IN ('cancelled', 'failed')) AS due,
         coalesce((SELECT data->>'locale' FROM tickets.interaction WHERE interaction.ticket_id = stand_in.ticket_id
             AND data->>'locale' IN ('fr', 'en') ORDER BY started_at DESC LIMIT 1), customer.locale, 'fr') AS locale,
         coalesce((SELECT time_zone FROM clocks.calendar WHERE id = 'default'), 'UTC') AS "timeZone"
       FROM tickets.stand_in JOIN agents.agent ON agent.id = stand_in.agent_id
       JOIN agents.agent AS owner ON owner.id = stand_in.owner_id
       JOIN tickets.ticket ON ticket.id = stand_in.ticket_id JOIN customers.customer ON customer.id = ticket.customer_id
       WHERE stand_in.ticket_id = $1 AND stand_in.ended_at IS NULL`,
      [ticketId],
    );
    if (!facts) return null;
    const { standInId, agentId, due, locale, timeZone } = facts;
    return {
      standInId,
      agentId,
      due,
      locale,
      text: introductionLine(facts, locale, this.clock.now(), timeZone),
    };
  }

  /** The caller holds the ticket's row, so that two first answers come one after the other. */
  async said(tx: Tx, standInId: string, messageId: string): Promise<void> {
    await tx.query(`UPDATE tickets.stand_in SET introduced_by = $2 WHERE id = $1`, [standInId, messageId]);
  }
}
