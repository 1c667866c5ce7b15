/** What is late or soon due over all tickets, and whom lapsed promises alarmed: for those who watch the whole house. */
import { Injectable } from '@nestjs/common';
import { formatTicketNumber, type Deadline, type Overview, type RaisedAlarm } from '@lib/contracts';
import { Database } from '@lib/database';

const SHOWN = 50;
const SOON = '1 hour';

type TicketLine = Deadline['ticket'];
type Numbered = Omit<TicketLine, 'number'> & { number: number };
/** `all`: how many there are, whatever is shown. */
type Row<T> = Omit<T, 'ticket'> & { ticket: Numbered; all: number };

const utc = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const person = (table: string) =>
  `jsonb_build_object('id', ${table}.id, 'name', ${table}.name, 'photo', ${table}.photo)`;
const ticket = `jsonb_build_object('id', ticket.id, 'number', ticket.number, 'subject', ticket.subject)`;
const OPEN = `ticket.status NOT IN ('resolved', 'closed')`;

@Injectable()
export class DeadlineReader {
  constructor(private readonly database: Database) {}

  async read(): Promise<Pick<Overview, 'deadlines' | 'moreDeadlines' | 'alarms' | 'moreAlarms'>> {
    const [deadlines, alarms] = await Promise.all([this.deadlines(), this.alarms()]);
    return {
      deadlines: deadlines.rows,
      moreDeadlines: deadlines.more,
      alarms: alarms.rows,
      moreAlarms: alarms.more,
    };
  }

  /** A clock without a time due is paused; one that was met needs nobody. */
  private async deadlines(): Promise<{ rows: Deadline[]; more: number }> {
    const rows = await this.database.query<Row<Deadline>>(
      `SELECT due.kind, ${ticket} AS ticket, due.text, ${utc('due.at')} AS "dueAt", due.late,
           CASE WHEN queue.id IS NULL THEN NULL ELSE jsonb_build_object('id', queue.id, 'name', queue.name) END AS queue,
           CASE WHEN owner.id IS NULL THEN NULL ELSE ${person('owner')} END AS owner, count(*) OVER ()::integer AS all
         FROM (
           SELECT 'promise' AS kind, ticket_id, text, due_at AS at, lapsed_at IS NOT NULL AS late FROM clocks.promise
           WHERE (num_nonnulls(kept_at, lapsed_at, cancelled_at, renewed_at) = 0 AND due_at < now() + interval '${SOON}')
              OR (lapsed_at IS NOT NULL AND made_good_at IS NULL)
           UNION ALL
           SELECT kind, ticket_id, NULL, due_at, breached_at IS NOT NULL FROM clocks.clock
           WHERE kind <> 'customer' AND met_at IS NULL AND paused_at IS NULL AND due_at < now() + interval '${SOON}') AS due
         JOIN tickets.ticket ON ticket.id = due.ticket_id AND ${OPEN}
         LEFT JOIN routing.queue ON queue.id = ticket.queue_id LEFT JOIN agents.agent AS owner ON owner.id = ticket.owner_id
         ORDER BY due.at, ticket.number, due.kind LIMIT ${SHOWN}`,
    );
    return {
      rows: rows.map(({ all: _, ...row }) => ({ ...row, ticket: named(row.ticket) })),
      more: moreThan(rows),
    };
  }

  private async alarms(): Promise<{ rows: RaisedAlarm[]; more: number }> {
    const rows = await this.database.query<Row<RaisedAlarm>>(
      `SELECT promise.id AS "promiseId", ${ticket} AS ticket, promise.text, ${utc('promise.due_at')} AS "dueAt",
           coalesce((SELECT jsonb_agg(jsonb_build_object('id', alarm.id, 'agent', ${person('agent')}, 'step', alarm.step,
               'raisedAt', ${utc('alarm.raised_at')}, 'seenAt', ${utc('alarm.seen_at')}) ORDER BY alarm.raised_at, agent.name)
             FROM clocks.alarm JOIN agents.agent ON agent.id = alarm.agent_id WHERE alarm.promise_id = promise.id), '[]') AS told,
           count(*) OVER ()::integer AS all
         FROM clocks.promise JOIN tickets.ticket ON ticket.id = promise.ticket_id AND ${OPEN}
         WHERE promise.lapsed_at IS NOT NULL AND promise.made_good_at IS NULL
         ORDER BY promise.due_at, promise.id LIMIT ${SHOWN}`,
    );
    return {
      rows: rows.map(({ all: _, ...row }) => ({ ...row, ticket: named(row.ticket) })),
      more: moreThan(rows),
    };
  }
}

/** The number as people say it. */
function named({ number, ...ticket }: Numbered): TicketLine {
  return { ...ticket, number: formatTicketNumber(number) };
}

const moreThan = (rows: readonly { all: number }[]): number => (rows[0]?.all ?? 0) - rows.length;
