/** Waits for suppliers: who was asked what, until when, and the thread with them. All of it stays in the house. */
import { Injectable } from '@nestjs/common';
import {
  formatTicketNumber,
  Problem,
  type BeginSupplierWait,
  type EndSupplierWait,
  type EventName,
  type SuppliersWaiting,
  type SupplierWaitView,
  type WriteSupplierMessage,
} from '@lib/contracts';
import { Outbox, Timers } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { Clock, newId, type Principal } from '@lib/platform';
import { actorOf, seesAll, TicketAccess, visibleSql } from '@lib/tickets';
import { z } from 'zod';
import { CHASE_LIST, READ_WAITS, viewOf, type ChaseRow, type WaitRow } from './supplier-records.js';

export const SUPPLIER_TIMER = 'clocks-supplier';
/** Per ticket and per wait: a thread that grows past this is another matter. */
const MOST_WAITS = 50;
const MOST_MESSAGES = 200;

@Injectable()
export class SupplierService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly outbox: Outbox,
    private readonly timers: Timers,
    private readonly clock: Clock,
  ) {}

  async ofTicket(principal: Principal, idOrNumber: string): Promise<SupplierWaitView[]> {
    const ticketId = await this.access.require(principal, idOrNumber);
    const rows = await this.database.query<WaitRow>(
      `${READ_WAITS} WHERE wait.ticket_id = $1 ORDER BY wait.asked_at, wait.id`,
      [ticketId],
    );
    return rows.map(viewOf);
  }

  /** The chase list of what this agent may see: late and soon due first, at most 200. */
  async waiting(principal: Principal): Promise<SuppliersWaiting> {
    const rows = await this.database.query<ChaseRow>(
      `${CHASE_LIST} WHERE wait.ended_at IS NULL AND ($2 OR ${visibleSql('$1')}) ORDER BY wait.due_at, wait.id LIMIT 200`,
      [principal.agentId, seesAll(principal)],
    );
    return {
      items: rows.map(({ ticket, askedAt, dueAt, ...row }) => ({
        ...row,
        askedAt: askedAt.toISOString(),
        dueAt: dueAt.toISOString(),
        ticket: { ...ticket, number: formatTicketNumber(Number(ticket.number)) },
      })),
    };
  }

  async begin(
    principal: Principal,
    idOrNumber: string,
    { supplier, asked, dueAt }: BeginSupplierWait,
  ): Promise<SupplierWaitView> {
    const ticketId = await this.access.require(principal, idOrNumber);
    return this.database.transaction(async (tx) => {
      const id = newId();
      const due = this.future(dueAt);
      const begun = await tx.query(
        `INSERT INTO clocks.supplier_wait (id, ticket_id, supplier, asked, asked_by, asked_at, due_at)
         SELECT $1, $2, $3, $4, $5, $6, $7 WHERE (SELECT count(*) FROM clocks.supplier_wait WHERE ticket_id = $2) < ${MOST_WAITS}
         RETURNING id`,
        [id, ticketId, supplier, asked, principal.agentId, this.clock.now(), due],
      );
      if (begun.length === 0)
        throw new Problem('too-large', `${MOST_WAITS} waits are the most on one ticket`);
      await this.wake(tx, id, due);
      return this.changed(tx, 'supplier-wait.begun', id, principal);
    });
  }

  /** We chased them, or they answered without ending the wait; either may come with another time. */
  async write(
    principal: Principal,
    id: string,
    { direction, text, dueAt }: WriteSupplierMessage,
  ): Promise<SupplierWaitView> {
    await this.require(principal, id);
    return this.database.transaction(async (tx) => {
      const due = dueAt === undefined ? null : this.future(dueAt);
      const [open] = await tx.query<{ messages: string }>(
        `SELECT (SELECT count(*) FROM clocks.supplier_message WHERE wait_id = wait.id) AS messages
         FROM clocks.supplier_wait AS wait WHERE id = $1 AND ended_at IS NULL FOR UPDATE`,
        [id],
      );
      if (!open) throw new Problem('move-not-allowed', 'This wait is over');
      if (Number(open.messages) >= MOST_MESSAGES)
        throw new Problem('too-large', `${MOST_MESSAGES} messages are the most`);
      await tx.query(
        `INSERT INTO clocks.supplier_message (id, wait_id, direction, text, author_id, at) VALUES ($1, $2, $3, $4, $5, $6)`,
        [newId(), id, direction, text, principal.agentId, this.clock.now()],
      );
      if (due) {
        await tx.query(`UPDATE clocks.supplier_wait SET due_at = $2, overdue_at = NULL WHERE id = $1`, [
          id,
          due,
        ]);
        await this.wake(tx, id, due);
      }
      return this.changed(tx, 'supplier-wait.changed', id, principal);
    });
  }

  /** They delivered, or we wait no longer; ending it again is fine and changes nothing. */
  async end(principal: Principal, id: string, { outcome }: EndSupplierWait): Promise<SupplierWaitView> {
    await this.require(principal, id);
    return this.database.transaction(async (tx) => {
      await this.timers.cancel(tx, SUPPLIER_TIMER, id);
      const ended = await tx.query(
        `UPDATE clocks.supplier_wait SET ended_at = $2, outcome = $3 WHERE id = $1 AND ended_at IS NULL RETURNING id`,
        [id, this.clock.now(), outcome],
      );
      return ended.length > 0 ? this.changed(tx, 'supplier-wait.ended', id, principal) : this.view(tx, id);
    });
  }

  /** Its timer came: told once per time that was named. */
  async due(tx: Tx, id: string, firedFor: Date): Promise<void> {
    const now = new Date(Math.max(this.clock.now().getTime(), firedFor.getTime()));
    const late = await tx.query(
      `UPDATE clocks.supplier_wait SET overdue_at = $2
       WHERE id = $1 AND ended_at IS NULL AND overdue_at IS NULL AND due_at <= $2 RETURNING id`,
      [id, now],
    );
    if (late.length > 0) await this.changed(tx, 'supplier-wait.overdue', id);
  }

  private async changed(
    tx: Tx,
    name: Extract<EventName, `supplier-wait.${string}`>,
    id: string,
    by?: Principal,
  ): Promise<SupplierWaitView> {
    const view = await this.view(tx, id);
    await this.outbox.publish(tx, name, {
      subject: { type: 'ticket', id: view.ticketId },
      actor: by && actorOf(by),
      data: { ticketId: view.ticketId, supplierWaitId: id },
    });
    return view;
  }

  private async view(tx: Tx, id: string): Promise<SupplierWaitView> {
    const [row] = await tx.query<WaitRow>(`${READ_WAITS} WHERE wait.id = $1`, [id]);
    if (!row) throw new Problem('not-found');
    return viewOf(row);
  }

  private async require(principal: Principal, id: string): Promise<void> {
    if (!z.uuid().safeParse(id).success) throw new Problem('not-found');
    const [wait] = await this.database.query<{ ticketId: string }>(
      `SELECT ticket_id AS "ticketId" FROM clocks.supplier_wait WHERE id = $1`,
      [id],
    );
    if (!wait) throw new Problem('not-found');
    await this.access.require(principal, wait.ticketId);
  }

  private future(dueAt: string): Date {
    const due = new Date(dueAt);
    if (due > this.clock.now()) return due;
    throw new Problem('invalid-input', undefined, [{ path: 'dueAt', message: 'It must be in the future' }]);
  }

  private wake(tx: Tx, id: string, dueAt: Date): Promise<void> {
    return this.timers.set(tx, { kind: SUPPLIER_TIMER, key: id, dueAt, payload: {} });
  }
}
