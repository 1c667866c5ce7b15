/** Reads what conditions ask of tickets: many at once, each fact by name. */
import { Injectable } from '@nestjs/common';
import { isOpen, type Calendar } from '@lib/clocks';
import type { Database, Tx } from '@lib/database';
import { folded } from './folded.js';
import type { RuleFacts } from './judge.js';

/** More of a long mail is quoted history. */
const TEXT_READ = 20_000;
const MOST_TICKETS_OF_ONE = 100;

/** Which of the customer's messages `text` is. */
export type WhichText = 'first' | 'last';

interface Row extends Omit<RuleFacts, 'openHours'> {
  at: Date;
}

@Injectable()
export class RuleFactsReader {
  /** Of those that exist and were not merged, in no order. `at`: for which moment opening hours count; null: when it was opened. */
  async read(
    from: Database | Tx,
    ticketIds: readonly string[],
    which: WhichText,
    at: Date | null,
  ): Promise<RuleFacts[]> {
    if (ticketIds.length === 0) return [];
    const rows = await from.query<Row>(
      `SELECT ticket.id, ticket.channels, ticket.type, ticket.status, ticket.priority, ticket.queue_id AS "queueId",
         ticket.owner_id IS NOT NULL AS owned, ticket.subject, ticket.hand_over_count AS "handOvers",
         ticket.opened_at AS "openedAt", coalesce($3::timestamptz, ticket.opened_at) AS at,
         coalesce(customer.locale, 'fr') AS locale,
         coalesce((SELECT left(coalesce(message.reply_text, message.text), ${TEXT_READ}) FROM tickets.message
                   WHERE message.ticket_id = ticket.id AND message.direction = 'in'
                   ORDER BY CASE WHEN $2 = 'first' THEN message.seq ELSE -message.seq END LIMIT 1), '') AS text,
         coalesce((SELECT jsonb_agg(tag ORDER BY tag) FROM record.ticket_tag WHERE ticket_tag.ticket_id = ticket.id), '[]') AS tags,
         coalesce((SELECT jsonb_agg(DISTINCT split_part(lower(value), '@', 2)) FROM customers.identity
                   WHERE identity.customer_id = ticket.customer_id AND kind = 'email'), '[]') AS domains,
         coalesce((SELECT jsonb_object_agg(field_id, value) FROM record.field_value WHERE field_value.ticket_id = ticket.id), '{}') AS values,
         ARRAY(SELECT other.opened_at FROM tickets.ticket AS other WHERE other.customer_id = ticket.customer_id
               ORDER BY other.updated_at DESC LIMIT ${MOST_TICKETS_OF_ONE}) AS "customersTickets",
         coalesce((SELECT jsonb_agg(kind) FROM clocks.clock WHERE clock.ticket_id = ticket.id
                   AND (warned_at IS NOT NULL OR breached_at IS NOT NULL)), '[]') AS clocks
       FROM tickets.ticket JOIN customers.customer ON customer.id = ticket.customer_id
       WHERE ticket.id = ANY($1) AND ticket.merged_into_id IS NULL`,
      [ticketIds, which, at],
    );
    const calendar = await this.houseCalendar(from);
    return rows.map(({ at: moment, ...row }) => ({
      ...row,
      subject: folded(row.subject),
      text: folded(row.text),
      openHours: calendar === null || isOpen(calendar, moment),
    }));
  }

  private async houseCalendar(from: Database | Tx): Promise<Calendar | null> {
    const [row] = await from.query<Calendar>(
      `SELECT time_zone AS "timeZone", week, holidays FROM clocks.calendar ORDER BY id <> 'default', id LIMIT 1`,
    );
    return row ?? null;
  }
}
