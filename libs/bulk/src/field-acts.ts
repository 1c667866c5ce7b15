/** Status, type and priority of one ticket of a job, and back; what a colleague has changed since stays as they left it. */
import { Injectable } from '@nestjs/common';
import { Problem, type BulkAction, type ChangeTicket } from '@lib/contracts';
import type { Tx } from '@lib/database';
import type { Principal } from '@lib/platform';
import { actorOf, mayMove, TicketCommands } from '@lib/tickets';
import { UNCHANGED, type Fields, type FieldsUndo, type Outcome } from './bulk-act.js';

@Injectable()
export class FieldActs {
  constructor(private readonly commands: TicketCommands) {}

  async set(
    tx: Tx,
    principal: Principal,
    ticketId: string,
    action: Extract<BulkAction, { do: 'status' | 'type' | 'priority' }>,
  ): Promise<Outcome> {
    const before = await fieldsOf(tx, ticketId);
    if (isSo(before, action)) return UNCHANGED;
    const { do: _, ...change } = action;
    await this.commands.changeIn(tx, ticketId, change, actorOf(principal), null);
    const after = await fieldsOf(tx, ticketId);
    return { changed: true, undo: { do: 'fields', before, after } };
  }

  /** False when nothing is as the job left it. */
  async back(
    tx: Tx,
    principal: Principal,
    ticketId: string,
    { before, after }: FieldsUndo,
  ): Promise<boolean> {
    const now = await fieldsOf(tx, ticketId);
    const still = (field: keyof Fields) => before[field] !== after[field] && now[field] === after[field];
    const change: ChangeTicket = {};
    if (still('type')) change.type = before.type;
    if (still('priority') || still('priorityReason'))
      Object.assign(
        change,
        before.priorityReason === null
          ? { priority: null }
          : { priority: before.priority, reason: before.priorityReason },
      );
    // Nobody's first look can be given back to a ticket.
    if (still('status')) change.status = before.status === 'new' ? 'open' : before.status;
    if (Object.keys(change).length === 0) return false;
    // From resolved every way back leads through open.
    if (change.status && !mayMove(now.status, change.status))
      await this.commands.changeIn(tx, ticketId, { status: 'open' }, actorOf(principal), null);
    await this.commands.changeIn(tx, ticketId, change, actorOf(principal), null);
    return true;
  }
}

function isSo(fields: Fields, action: Extract<BulkAction, { do: 'status' | 'type' | 'priority' }>): boolean {
  if (action.do === 'status') return fields.status === action.status;
  if (action.do === 'type') return fields.type === action.type;
  return fields.priority === action.priority && fields.priorityReason !== null;
}

/** Held until the end of the transaction, so that what is written as "before" is what was there. */
async function fieldsOf(tx: Tx, ticketId: string): Promise<Fields> {
  const [row] = await tx.query<Fields>(
    `SELECT status, type, priority, priority_reason AS "priorityReason" FROM tickets.ticket WHERE id = $1 FOR UPDATE`,
    [ticketId],
  );
  if (!row) throw new Problem('not-found');
  return row;
}
