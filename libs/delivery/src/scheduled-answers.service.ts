/** Answers that leave later, by a durable timer: sent as if pressed then, unless the customer has written meanwhile; then their writer is asked. */
import { Injectable } from '@nestjs/common';
import { Problem, ScheduleAnswer, type AttachedPromise, type ScheduledAnswer } from '@lib/contracts';
import { Outbox, Timers } from '@lib/bus';
import { PromiseService } from '@lib/clocks';
import { Database, type Tx } from '@lib/database';
import { Clock, newId, storable, type Principal } from '@lib/platform';
import { seesAll, TicketAccess } from '@lib/tickets';
import { z } from 'zod';
import type { ScheduledAnswerRow } from './delivery.entities.js';
import { DraftsService } from './drafts.service.js';
import { ReplyService } from './reply.service.js';

export const SCHEDULED_TIMER = 'scheduled-answer';
/** More on one ticket are no answers any more. */
const MOST = 10;
const LONGEST_MS = 60 * 24 * 3_600_000;

type Held = Pick<ScheduledAnswerRow, 'id' | 'ticketId' | 'agentId' | 'request' | 'seenSeq' | 'state'> & {
  name: string;
  gone: boolean;
};

@Injectable()
export class ScheduledAnswersService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly replies: ReplyService,
    private readonly promises: PromiseService,
    private readonly drafts: DraftsService,
    private readonly timers: Timers,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async of(principal: Principal, idOrNumber: string): Promise<ScheduledAnswer[]> {
    const ticketId = await this.access.require(principal, idOrNumber);
    const rows = await this.database.query<Omit<ScheduledAnswer, 'at'> & { at: Date }>(
      `SELECT scheduled.id, scheduled.due_at AS at, scheduled.state, scheduled.refusal, scheduled.request AS message,
         (SELECT coalesce(jsonb_agg(jsonb_build_object('id', file.id, 'name', file.name, 'type', file.type, 'size', file.size) ORDER BY file.id), '[]') FROM tickets.attachment AS file
          WHERE file.id::text IN (SELECT jsonb_array_elements_text(coalesce(scheduled.request->'attachmentIds', '[]')))) AS attachments,
         jsonb_build_object('id', agent.id, 'name', agent.name, 'photo', agent.photo) AS agent
       FROM delivery.scheduled_answer AS scheduled JOIN agents.agent ON agent.id = scheduled.agent_id
       WHERE scheduled.ticket_id = $1 ORDER BY scheduled.due_at, scheduled.id`,
      [ticketId],
    );
    return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  }

  /** Errors: `invalid-input` for a time that is past or too far, `promise-before-answer`, `ticket-closed`, `too-large`. */
  async schedule(
    principal: Principal,
    idOrNumber: string,
    { at, message }: ScheduleAnswer,
  ): Promise<ScheduledAnswer[]> {
    const ticketId = await this.access.require(principal, idOrNumber);
    const dueAt = new Date(at);
    const inMs = dueAt.getTime() - this.clock.now().getTime();
    if (inMs <= 0 || inMs > LONGEST_MS)
      throw new Problem('invalid-input', undefined, [{ path: 'at', message: 'within the next 60 days' }]);
    if (message.promise) await this.requirePromise(ticketId, message.promise, dueAt);
    await this.database.transaction(async (tx) => {
      await this.replies.requireSendable(tx, principal, ticketId, message);
      const id = newId();
      const [kept] = await tx.query(
        `INSERT INTO delivery.scheduled_answer (id, ticket_id, agent_id, request, due_at, seen_seq)
         SELECT $1, id, $3, $4, $5, seq FROM tickets.ticket
         WHERE id = $2 AND (SELECT count(*) FROM delivery.scheduled_answer WHERE ticket_id = $2) < ${MOST} RETURNING id`,
        [id, ticketId, principal.agentId, JSON.stringify(storable(message)), dueAt],
      );
      if (!kept) throw new Problem('too-large', `A ticket has ${MOST} answers for later at most`);
      await this.timers.set(tx, { kind: SCHEDULED_TIMER, key: id, dueAt, payload: {} });
      await this.drafts.sent(tx, principal.agentId, ticketId, message.channel);
      await this.tell(tx, ticketId);
    });
    return this.of(principal, ticketId);
  }

  /** Its writer, or who leads. Errors: `not-found`, `forbidden`. */
  async remove(principal: Principal, idOrNumber: string, id: string): Promise<void> {
    const ticketId = await this.access.require(principal, idOrNumber);
    await this.database.transaction(async (tx) => {
      await this.hold(tx, principal, ticketId, id);
      await this.drop(tx, ticketId, id);
    });
  }

  /** Now instead of later, its writer having seen what there is. Errors: those of sending. */
  async sendNow(
    principal: Principal,
    idOrNumber: string,
    id: string,
  ): Promise<{ ticketId: string; messageId: string }> {
    const ticketId = await this.access.require(principal, idOrNumber);
    return this.database.transaction(async (tx) => {
      const held = await this.hold(tx, principal, ticketId, id);
      if (held.agentId !== principal.agentId) throw new Problem('forbidden');
      await this.drop(tx, ticketId, id);
      return this.leave(tx, held);
    });
  }

  /** Its timer came. A refusal is kept for its writer: nothing is tried behind their back. */
  async due(tx: Tx, id: string): Promise<void> {
    const [place] = await tx.query<{ ticketId: string }>(
      `SELECT ticket_id AS "ticketId" FROM delivery.scheduled_answer WHERE id = $1 AND state = 'waiting'`,
      [id],
    );
    if (!place) return;
    await tx.query(`SELECT 1 FROM tickets.ticket WHERE id = $1 FOR UPDATE`, [place.ticketId]);
    const held = await this.row(tx, id);
    if (held?.state !== 'waiting') return;
    if (await this.customerWrote(tx, held)) return this.end(tx, held, 'asking', null);
    if (held.gone) return this.end(tx, held, 'refused', 'forbidden');
    await tx.query(`SAVEPOINT scheduled_answer`);
    try {
      await this.leave(tx, held);
      await this.drop(tx, held.ticketId, id);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      await tx.query(`ROLLBACK TO SAVEPOINT scheduled_answer`);
      await this.end(tx, held, 'refused', error.code);
    }
  }

  /** The answer and the promise it speaks of: both or neither. */
  private async leave(
    tx: Tx,
    { id, agentId, name, ticketId, request }: Held,
  ): Promise<{ ticketId: string; messageId: string }> {
    const author = { agentId, name };
    const { promise, ...message } = ScheduleAnswer.shape.message.parse(request);
    const sent = await this.replies.sendIn(tx, author, ticketId, message, `later:${id}`);
    if (promise) await this.promises.attachIn(tx, author, ticketId, promise);
    return sent;
  }

  private async requirePromise(ticketId: string, promise: AttachedPromise, leavesAt: Date): Promise<void> {
    if (new Date(promise.dueAt) <= leavesAt) throw new Problem('promise-before-answer');
    if (promise.renews === null) return;
    const [known] = await this.database.query(
      `SELECT 1 FROM clocks.promise WHERE id = $1 AND ticket_id = $2`,
      [promise.renews, ticketId],
    );
    if (!known)
      throw new Problem('invalid-input', undefined, [{ path: 'message.promise.renews', message: 'unknown' }]);
  }

  private async customerWrote(tx: Tx, { ticketId, seenSeq }: Held): Promise<boolean> {
    const [message] = await tx.query(
      `SELECT 1 FROM tickets.message
       WHERE ticket_id = $1 AND seq > $2 AND direction = 'in' AND NOT data ? 'automatic' LIMIT 1`,
      [ticketId, seenSeq],
    );
    return message !== undefined;
  }

  private async hold(tx: Tx, principal: Principal, ticketId: string, id: string): Promise<Held> {
    const held = z.uuid().safeParse(id).success ? await this.row(tx, id) : undefined;
    if (held?.ticketId !== ticketId) throw new Problem('not-found');
    if (held.agentId !== principal.agentId && !seesAll(principal)) throw new Problem('forbidden');
    return held;
  }

  private async row(tx: Tx, id: string): Promise<Held | undefined> {
    const [row] = await tx.query<Held>(
      `SELECT scheduled.id, scheduled.ticket_id AS "ticketId", scheduled.agent_id AS "agentId", scheduled.request,
         scheduled.seen_seq AS "seenSeq", scheduled.state, agent.name, agent.disabled_at IS NOT NULL AS gone
       FROM delivery.scheduled_answer AS scheduled JOIN agents.agent ON agent.id = scheduled.agent_id
       WHERE scheduled.id = $1 FOR UPDATE OF scheduled`,
      [id],
    );
    return row;
  }

  private async end(tx: Tx, held: Held, state: 'asking' | 'refused', refusal: string | null): Promise<void> {
    await tx.query(`UPDATE delivery.scheduled_answer SET state = $2, refusal = $3 WHERE id = $1`, [
      held.id,
      state,
      refusal,
    ]);
    await this.tell(tx, held.ticketId);
  }

  private async drop(tx: Tx, ticketId: string, id: string): Promise<void> {
    await tx.query(`DELETE FROM delivery.scheduled_answer WHERE id = $1`, [id]);
    await this.timers.cancel(tx, SCHEDULED_TIMER, id);
    await this.tell(tx, ticketId);
  }

  /** Consoles that show the ticket look again. */
  private async tell(tx: Tx, ticketId: string): Promise<void> {
    const [row] = await tx.query<{ version: number }>(
      `UPDATE tickets.ticket SET version = version + 1 WHERE id = $1 RETURNING version`,
      [ticketId],
    );
    await this.outbox.publish(tx, 'ticket.changed', {
      subject: { type: 'ticket', id: ticketId, version: row?.version ?? null },
      data: { ticketId },
    });
  }
}
