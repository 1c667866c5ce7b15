/** Tasks as they are shown: on their ticket, in hand with somebody, and waiting for a team. */
import { Injectable } from '@nestjs/common';
import { formatTicketNumber, type Task, type TaskItem, type TaskList } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import type { Principal } from '@lib/platform';

const SHOWN = 100;

const agent = (alias: string): string =>
  `CASE WHEN ${alias}.id IS NOT NULL THEN jsonb_build_object('id', ${alias}.id, 'name', ${alias}.name, 'photo', ${alias}.photo) END`;

const READ = `
  SELECT task.id, task.text, task.state, ${agent('doer')} AS agent, ${agent('maker')} AS "madeBy", task.due_at AS "dueAt",
    CASE WHEN queue.id IS NOT NULL THEN jsonb_build_object('id', queue.id, 'name', queue.name) END AS team,
    task.made_at AS "madeAt", task.ended_at AS "endedAt", task.result, ticket.id AS "ticketId", ticket.number
  FROM record.task JOIN tickets.ticket ON ticket.id = tickets.survivor_of(task.ticket_id)
  LEFT JOIN routing.queue ON queue.id = task.queue_id
  LEFT JOIN agents.agent AS doer ON doer.id = task.agent_id LEFT JOIN agents.agent AS maker ON maker.id = task.made_by`;

/** A ticket's own and those of what was merged into it. */
export const TASKS_OF = `task.ticket_id IN (SELECT $1::uuid UNION ALL SELECT tickets.absorbed_by($1::uuid))`;

type Row = Omit<Task, 'dueAt' | 'madeAt' | 'endedAt'> & {
  dueAt: Date | null;
  madeAt: Date;
  endedAt: Date | null;
  ticketId: string;
  number: string;
};

@Injectable()
export class TaskReader {
  constructor(private readonly database: Database) {}

  /** Those that wait first, then what came of the others. */
  async of(ticketId: string, tx?: Tx): Promise<Task[]> {
    const rows = await (tx ?? this.database).query<Row>(
      `${READ} WHERE ${TASKS_OF} ORDER BY task.ended_at NULLS FIRST, task.made_at, task.id LIMIT ${SHOWN}`,
      [ticketId],
    );
    return rows.map((row) => {
      const { ticket: _, ...task } = itemOf(row);
      return task;
    });
  }

  async list({ agentId }: Principal): Promise<TaskList> {
    const read = (which: string): Promise<Row[]> =>
      this.database.query<Row>(
        `${READ} WHERE ${which} ORDER BY task.due_at NULLS LAST, task.made_at, task.id LIMIT ${SHOWN}`,
        [agentId],
      );
    const [mine, team] = await Promise.all([
      read(`task.state = 'taken' AND task.agent_id = $1`),
      read(
        `task.state = 'open' AND task.queue_id IN (SELECT queue_id FROM agents.membership WHERE agent_id = $1)`,
      ),
    ]);
    return { mine: mine.map(itemOf), team: team.map(itemOf) };
  }
}

function itemOf({ ticketId, number, dueAt, madeAt, endedAt, ...row }: Row): TaskItem {
  return {
    ...row,
    dueAt: dueAt?.toISOString() ?? null,
    madeAt: madeAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    ticket: { id: ticketId, number: formatTicketNumber(Number(number)) },
  };
}
