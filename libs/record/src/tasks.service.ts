/** Work brought to a ticket from elsewhere: given to a colleague or a team, taken once, its result an inner note; the owner stays. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Problem, type Actor, type AddTask, type Task, type TaskList } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { newId, type Principal } from '@lib/platform';
import {
  actorOf,
  FollowersService,
  ResolvingRules,
  seesAll,
  TicketAccess,
  TimelineWriter,
} from '@lib/tickets';
import { z } from 'zod';
import { RecordBook } from './record-book.js';
import { TaskReader, TASKS_OF } from './task-reader.js';

const MOST_TASKS = 50;

interface Held {
  id: string;
  /** Where its ticket's conversation goes on. */
  ticketId: string;
  text: string;
  state: Task['state'];
  queueId: string | null;
  agentId: string | null;
  madeBy: string;
  ownerId: string | null;
}

@Injectable()
export class TasksService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly book: RecordBook,
    private readonly reader: TaskReader,
    private readonly followers: FollowersService,
    private readonly timeline: TimelineWriter,
    private readonly rules: ResolvingRules,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.rules.add((tx, ticketId) => this.requireNoneOpen(tx, ticketId));
  }

  list(principal: Principal): Promise<TaskList> {
    return this.reader.list(principal);
  }

  /** A person is asked at once and follows the ticket from then on; of a team whoever takes it. Errors: `invalid-input`, `too-large`. */
  async add(principal: Principal, idOrNumber: string, { text, to, dueAt }: AddTask): Promise<Task[]> {
    return this.book.write(principal, idOrNumber, async (tx, ticket) => {
      const name = await this.nameOf(tx, to);
      const [agentId, queueId] = 'agentId' in to ? [to.agentId, null] : [null, to.queueId];
      const [added] = await tx.query(
        `INSERT INTO record.task (id, ticket_id, text, agent_id, queue_id, due_at, state, made_by)
         SELECT $1, $2, $3, $4, $5, $6, CASE WHEN $4::uuid IS NULL THEN 'open' ELSE 'taken' END, $7
         WHERE (SELECT count(*) FROM record.task WHERE ticket_id = $2) < ${MOST_TASKS} RETURNING id`,
        [newId(), ticket.id, text, agentId, queueId, dueAt, principal.agentId],
      );
      if (!added) throw new Problem('too-large', `A ticket has ${MOST_TASKS} tasks at most`);
      if (agentId !== null && agentId !== principal.agentId)
        await this.followers.follow(tx, principal, ticket.id, agentId, { named: true });
      if (queueId !== null) await this.tellTeam(tx, queueId);
      const event = { name: 'task.added', data: { text, toName: name } };
      return { result: await this.reader.of(ticket.id, tx), event };
    });
  }

  /** A member of the team, once, whoever else presses; they follow the ticket from then on. Error: `task-taken`. */
  async take(principal: Principal, taskId: string): Promise<TaskList> {
    await this.database.transaction(async (tx) => {
      const task = await this.hold(tx, principal, taskId);
      const taken = await tx.query(
        `UPDATE record.task SET state = 'taken', agent_id = $2 WHERE id = $1 AND state = 'open' RETURNING id`,
        [task.id, principal.agentId],
      );
      if (taken.length === 0) throw new Problem('task-taken');
      await this.followers.follow(tx, principal, task.ticketId, principal.agentId, { named: false });
      await this.tell(tx, task, 'task.taken', principal, {});
    });
    return this.list(principal);
  }

  /** Back to the team it came from. Error: `move-not-allowed` for what was given to a person. */
  async giveBack(principal: Principal, taskId: string, reason: string): Promise<TaskList> {
    await this.database.transaction(async (tx) => {
      const task = await this.hold(tx, principal, taskId);
      if (task.agentId !== principal.agentId && !seesAll(principal)) throw new Problem('forbidden');
      const given = await tx.query(
        `UPDATE record.task SET state = 'open', agent_id = NULL
         WHERE id = $1 AND state = 'taken' AND queue_id IS NOT NULL RETURNING id`,
        [task.id],
      );
      if (given.length === 0) throw new Problem('move-not-allowed', 'There is no team to give it back to');
      await this.tell(tx, task, 'task.given-back', principal, { reason });
    });
    return this.list(principal);
  }

  /** What came of it is written into the ticket for colleagues: whoever has it, or who leads. */
  async finish(principal: Principal, taskId: string, result: string): Promise<TaskList> {
    await this.database.transaction(async (tx) => {
      const task = await this.hold(tx, principal, taskId);
      if (task.agentId !== principal.agentId && !seesAll(principal)) throw new Problem('forbidden');
      await this.end(tx, task, 'done', result);
      const note = { ticketId: task.ticketId, author: actorOf(principal), text: `✓ ${task.text}\n${result}` };
      await this.timeline.note(tx, note);
      await this.tell(tx, task, 'task.done', principal, {});
    });
    return this.list(principal);
  }

  /** Not needed any more: who asked for it, the owner of the ticket, or who leads. */
  async drop(principal: Principal, taskId: string, reason: string): Promise<TaskList> {
    await this.database.transaction(async (tx) => {
      const task = await this.hold(tx, principal, taskId);
      const may = [task.madeBy, task.ownerId].includes(principal.agentId) || seesAll(principal);
      if (!may) throw new Problem('forbidden');
      await this.dropIn(tx, task, principal, reason);
    });
    return this.list(principal);
  }

  /** All that still wait, with one reason: how a ticket is resolved without them. For who holds the ticket's row. */
  async dropOpen(tx: Tx, principal: Principal, ticketId: string, reason: string): Promise<void> {
    for (const { id } of await this.open(tx, ticketId))
      await this.dropIn(tx, await this.row(tx, id), principal, reason);
  }

  private async dropIn(tx: Tx, task: Held, principal: Principal, reason: string): Promise<void> {
    await this.end(tx, task, 'dropped', reason);
    await this.tell(tx, task, 'task.dropped', principal, { reason });
  }

  private async end(tx: Tx, task: Held, state: 'done' | 'dropped', result: string): Promise<void> {
    const ended = await tx.query(
      `UPDATE record.task SET state = $2, result = $3, ended_at = now()
       WHERE id = $1 AND state IN ('open', 'taken') RETURNING id`,
      [task.id, state, result],
    );
    if (ended.length === 0) throw new Problem('move-not-allowed', 'This task has ended already');
  }

  private async requireNoneOpen(tx: Tx, ticketId: string): Promise<void> {
    const open = await this.open(tx, ticketId);
    if (open.length > 0)
      throw new Problem(
        'tasks-open',
        undefined,
        open.map(({ id, text }) => ({ path: `tasks.${id}`, message: text })),
      );
  }

  private open(tx: Tx, ticketId: string): Promise<{ id: string; text: string }[]> {
    return tx.query(
      `SELECT id, text FROM record.task WHERE ${TASKS_OF} AND state IN ('open', 'taken') ORDER BY made_at, id`,
      [ticketId],
    );
  }

  /** The ticket's row first, as everywhere. Known to who sees the ticket, to the team it waits for and to whom it was given. */
  private async hold(tx: Tx, principal: Principal, taskId: string): Promise<Held> {
    if (!z.uuid().safeParse(taskId).success) throw new Problem('not-found');
    await tx.query(
      `SELECT 1 FROM tickets.ticket WHERE id = (SELECT tickets.survivor_of(ticket_id) FROM record.task WHERE id = $1) FOR UPDATE`,
      [taskId],
    );
    const task = await this.row(tx, taskId);
    const member = await tx.query(`SELECT 1 FROM agents.membership WHERE agent_id = $1 AND queue_id = $2`, [
      principal.agentId,
      task.queueId,
    ]);
    const known = member.length > 0 || task.agentId === principal.agentId;
    if (!known && (await this.access.visibleTo(principal, [task.ticketId], tx)).length === 0)
      throw new Problem('not-found');
    if (
      task.state === 'open' &&
      member.length === 0 &&
      !seesAll(principal) &&
      task.madeBy !== principal.agentId
    )
      if (task.ownerId !== principal.agentId) throw new Problem('forbidden', 'It waits for another team');
    return task;
  }

  private async row(tx: Tx, taskId: string): Promise<Held> {
    const [task] = await tx.query<Held>(
      `SELECT task.id, ticket.id AS "ticketId", task.text, task.state, task.queue_id AS "queueId", task.agent_id AS "agentId",
         task.made_by AS "madeBy", ticket.owner_id AS "ownerId"
       FROM record.task JOIN tickets.ticket ON ticket.id = tickets.survivor_of(task.ticket_id)
       WHERE task.id = $1 FOR UPDATE OF task`,
      [taskId],
    );
    if (!task) throw new Problem('not-found');
    return task;
  }

  private async tell(
    tx: Tx,
    task: Held,
    name: string,
    principal: Principal,
    data: Record<string, unknown>,
  ): Promise<void> {
    await this.book.tell(tx, task.ticketId, name, actorOf(principal), { text: task.text, ...data });
    if (task.queueId !== null) await this.tellTeam(tx, task.queueId);
  }

  private async tellTeam(tx: Tx, queueId: string): Promise<void> {
    const actor: Actor = { kind: 'system', id: null };
    await this.outbox.publish(tx, 'queue.changed', {
      subject: { type: 'queue', id: queueId },
      actor,
      data: { queueId },
    });
  }

  private async nameOf(tx: Tx, to: AddTask['to']): Promise<string> {
    const [row] =
      'agentId' in to
        ? await tx.query<{ name: string }>(
            `SELECT name FROM agents.agent WHERE id = $1 AND disabled_at IS NULL`,
            [to.agentId],
          )
        : await tx.query<{ name: string }>(`SELECT name FROM routing.queue WHERE id = $1`, [to.queueId]);
    if (!row) throw new Problem('invalid-input', undefined, [{ path: 'to', message: 'unknown' }]);
    return row.name;
  }
}
