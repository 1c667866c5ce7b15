/** The calls that go on, for those who watch over them: who asks for help stands first. */
import { Injectable } from '@nestjs/common';
import { formatTicketNumber, type WatchedCall } from '@lib/contracts';
import { Database } from '@lib/database';
import { HAND, LISTENERS, QUALITY } from '@lib/tickets';
import { watchesSql } from './supervised-call.js';

const SHOWN = 200;

type Row = Omit<WatchedCall, 'ticket'> & {
  ticket: Omit<WatchedCall['ticket'], 'number'> & { number: number };
};

@Injectable()
export class WatchedCallsReader {
  constructor(private readonly database: Database) {}

  async read(): Promise<WatchedCall[]> {
    const rows = await this.database.query<Row>(
      `SELECT * FROM (
         SELECT interaction.id AS "interactionId",
           jsonb_build_object('id', ticket.id, 'number', ticket.number, 'subject', ticket.subject) AS ticket,
           jsonb_build_object('id', agent.id, 'name', agent.name, 'photo', agent.photo) AS agent,
           CASE WHEN queue.id IS NULL THEN NULL ELSE jsonb_build_object('id', queue.id, 'name', queue.name) END AS queue,
           to_char(coalesce(interaction.connected_at, interaction.started_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS since,
           interaction.state = 'held' AS held, ${HAND} AS hand, ${LISTENERS} AS listeners, ${QUALITY} AS quality,
           (SELECT coalesce(jsonb_agg(watcher.id ORDER BY watcher.id), '[]') FROM agents.agent AS watcher
            WHERE watcher.role <> 'agent' AND watcher.disabled_at IS NULL AND watcher.id <> agent.id
              AND ${watchesSql('watcher.id', 'agent.id')}) AS watchers
         FROM tickets.interaction JOIN tickets.ticket ON ticket.id = interaction.ticket_id
         JOIN agents.agent ON agent.id = interaction.agent_id
         LEFT JOIN routing.queue ON queue.id = coalesce(interaction.queue_id, ticket.queue_id)
         WHERE interaction.channel = 'voice' AND interaction.state IN ('connected', 'held')) AS call
       ORDER BY (hand IS NULL OR hand->>'answer' IS NOT NULL), hand->>'since', since, "interactionId" LIMIT ${SHOWN}`,
    );
    return rows.map(({ ticket, ...row }) => ({
      ...row,
      ticket: { ...ticket, number: formatTicketNumber(Number(ticket.number)) },
    }));
  }
}
