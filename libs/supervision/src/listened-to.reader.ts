/** Who listened to me, when, why and how: everything that is kept of it, newest first. */
import { Injectable } from '@nestjs/common';
import {
  formatTicketNumber,
  type ListenedTo,
  type ListenedToPage,
  type ListenedToQuery,
} from '@lib/contracts';
import { Database } from '@lib/database';
import type { Principal } from '@lib/platform';

interface Row extends Omit<ListenedTo, 'ticket' | 'askedAt' | 'hereAt' | 'endedAt'> {
  ticketId: string;
  number: string;
  askedAt: Date;
  hereAt: Date | null;
  endedAt: Date | null;
}

@Injectable()
export class ListenedToReader {
  constructor(private readonly database: Database) {}

  /** One's own only: nobody reads of a colleague here. */
  async page({ agentId }: Principal, { limit, cursor }: ListenedToQuery): Promise<ListenedToPage> {
    const rows = await this.database.query<Row>(
      `SELECT listening.id, jsonb_build_object('id', supervisor.id, 'name', supervisor.name, 'photo', supervisor.photo) AS supervisor,
         ticket.id AS "ticketId", ticket.number, listening.purpose, listening.words, listening.asked_at AS "askedAt",
         listening.here_at AS "hereAt", listening.ended_at AS "endedAt",
         (SELECT coalesce(jsonb_agg(step.step ORDER BY step.seq), '[]') FROM supervision.listening_step AS step
          WHERE step.listening_id = listening.id AND step.step IN ('listen', 'whisper', 'barge')) AS modes
       FROM supervision.listening_now AS listening JOIN agents.agent AS supervisor ON supervisor.id = listening.supervisor_id
       JOIN tickets.ticket ON ticket.id = listening.ticket_id
       WHERE listening.agent_id = $1 AND ($2::uuid IS NULL OR listening.id < $2) ORDER BY listening.id DESC LIMIT $3`,
      [agentId, cursor ?? null, limit + 1],
    );
    const items = rows.slice(0, limit).map(shown);
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  }
}

function shown({ ticketId, number, askedAt, hereAt, endedAt, ...row }: Row): ListenedTo {
  return {
    ...row,
    ticket: { id: ticketId, number: formatTicketNumber(Number(number)) },
    askedAt: askedAt.toISOString(),
    hereAt: hereAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
  };
}
