/** The SQL of callbacks: each is changed only under the lock of its ticket, which is taken before anything else. */
import { Injectable } from '@nestjs/common';
import type { CallbackRules, Locale } from '@lib/contracts';
import type { Tx } from '@lib/database';
import { newId, type Calendar } from '@lib/platform';

export interface Callback {
  id: string;
  ticketId: string;
  queueId: string;
  identityId: string;
  number: string;
  ourNumber: string;
  locale: Locale;
  state: 'scheduled' | 'waiting';
  since: Date;
  dueAt: Date | null;
  tries: number;
  rounds: number;
  rules: CallbackRules;
  interactionId: string | null;
  promiseId: string | null;
}

/** Its agent's call is set aside for it already, and nobody was rung yet. */
export function isResuming({ state, rounds, interactionId }: Callback): boolean {
  return state === 'scheduled' && rounds === 0 && interactionId !== null;
}

/** The call in which a customer asked, and where it stood in line. */
export interface AskedIn {
  ticketId: string;
  queueId: string;
  identityId: string;
  ourNumber: string;
  locale: Locale;
  since: Date;
  /** Null when the queue offers no callbacks any more; who was told that they are called is called all the same. */
  rules: CallbackRules | null;
  /** This call has asked already. */
  before: boolean;
}

const columns = `id, ticket_id AS "ticketId", queue_id AS "queueId", identity_id AS "identityId", number, our_number AS "ourNumber",
  locale, state, since, due_at AS "dueAt", tries, rounds, rules, interaction_id AS "interactionId",
  promise_id AS "promiseId"`;

@Injectable()
export class CallbackRecords {
  async lockTicket(tx: Tx, ticketId: string): Promise<{ status: string; customerId: string }> {
    const [ticket] = await tx.query<{ status: string; customerId: string }>(
      `SELECT status, customer_id AS "customerId" FROM tickets.ticket WHERE id = $1 FOR UPDATE`,
      [ticketId],
    );
    if (!ticket) throw new Error('a callback without a ticket');
    return ticket;
  }

  async askedIn(tx: Tx, interactionId: string): Promise<AskedIn | null> {
    const [asked] = await tx.query<AskedIn>(
      `SELECT interaction.ticket_id AS "ticketId", interaction.identity_id AS "identityId", interaction.our_address AS "ourNumber",
         coalesce(interaction.data->>'locale', 'fr') AS locale, queue.id AS "queueId", queue.callback AS rules,
         coalesce(item.enqueued_at, interaction.started_at) AS since,
         EXISTS (SELECT 1 FROM callbacks.callback WHERE from_interaction_id = interaction.id) AS before
       FROM tickets.interaction JOIN tickets.ticket ON ticket.id = interaction.ticket_id
       LEFT JOIN routing.work_item AS item ON item.interaction_id = interaction.id
       JOIN routing.queue ON queue.id = coalesce(item.queue_id,
         (SELECT id FROM routing.queue WHERE id::text = interaction.data->>'queueId' AND archived_at IS NULL), ticket.queue_id,
         (SELECT queue_id FROM routing.entry_point WHERE channel = 'voice' AND address = interaction.our_address), (SELECT id FROM routing.queue WHERE is_default LIMIT 1))
       WHERE interaction.id = $1`,
      [interactionId],
    );
    return asked ?? null;
  }

  /** Once per call; under the lock of the ticket, which has none that is to come. */
  async make(
    tx: Tx,
    callback: Omit<AskedIn, 'before'> & {
      fromInteractionId: string | null;
      number: string;
      rules: CallbackRules;
      madeBy?: string;
      promiseId?: string;
      interactionId?: string;
    },
  ): Promise<Callback> {
    const [made] = await tx.query<Callback>(
      `INSERT INTO callbacks.callback (id, ticket_id, from_interaction_id, queue_id, identity_id, number, our_number, locale, state, since, rules,
         made_by, promise_id, interaction_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'scheduled', $9, $10, $11, $12, $13) RETURNING ${columns}`,
      [
        newId(),
        callback.ticketId,
        callback.fromInteractionId,
        callback.queueId,
        callback.identityId,
        callback.number,
        callback.ourNumber,
        callback.locale,
        callback.since,
        JSON.stringify(callback.rules),
        callback.madeBy ?? null,
        callback.promiseId ?? null,
        callback.interactionId ?? null,
      ],
    );
    return made as Callback;
  }

  async pendingOf(tx: Tx, ticketId: string): Promise<Callback | null> {
    const [pending] = await tx.query<Callback>(
      `SELECT ${columns} FROM callbacks.callback WHERE ticket_id = $1 AND ended_at IS NULL`,
      [ticketId],
    );
    return pending ?? null;
  }

  /** An agent has taken it and is about to call, or talks with them. */
  async inHand(tx: Tx, { interactionId, state }: Callback): Promise<boolean> {
    if (state === 'scheduled') return false;
    const rows = await tx.query(
      `SELECT 1 FROM tickets.interaction WHERE id = $1 AND agent_id IS NOT NULL AND state IN ('offered', 'connected', 'held')`,
      [interactionId],
    );
    return rows.length > 0;
  }

  /** The latest that an agent cancelled within this time is to come again, when its time comes or at once; null when there is none. */
  async reopen(tx: Tx, ticketId: string, within: string): Promise<{ id: string; dueAt: Date } | null> {
    const [row] = await tx.query<{ id: string; dueAt: Date }>(
      `UPDATE callbacks.callback SET state = 'scheduled', ended_at = NULL, last_outcome = NULL, due_at = greatest(since, now())
       WHERE id = (SELECT id FROM callbacks.callback WHERE ticket_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1)
         AND state = 'cancelled' AND last_outcome = 'cancelled' AND ended_at > now() - $2::interval
       RETURNING id, due_at AS "dueAt"`,
      [ticketId, within],
    );
    return row ?? null;
  }

  async ticketOf(tx: Tx, id: string): Promise<string | null> {
    const [row] = await tx.query<{ ticket_id: string }>(
      `SELECT ticket_id FROM callbacks.callback WHERE id = $1 AND ended_at IS NULL`,
      [id],
    );
    return row?.ticket_id ?? null;
  }

  async waits(tx: Tx, id: string, interactionId: string): Promise<void> {
    await tx.query(
      `UPDATE callbacks.callback SET state = 'waiting', interaction_id = $2, rounds = rounds + 1, due_at = NULL WHERE id = $1`,
      [id, interactionId],
    );
  }

  async sleeps(tx: Tx, id: string, { dueAt, tries }: { dueAt: Date; tries: number }): Promise<void> {
    await tx.query(
      `UPDATE callbacks.callback SET state = 'scheduled', due_at = $2, tries = $3 WHERE id = $1`,
      [id, dueAt, tries],
    );
  }

  async ends(
    tx: Tx,
    id: string,
    state: 'done' | 'failed' | 'cancelled',
    { tries, outcome }: { tries: number; outcome: string | null },
  ): Promise<void> {
    await tx.query(
      `UPDATE callbacks.callback SET state = $2, tries = $3, last_outcome = $4, due_at = NULL, ended_at = now() WHERE id = $1`,
      [id, state, tries, outcome],
    );
  }

  async calendar(tx: Tx, id: string): Promise<Calendar | null> {
    const [calendar] = await tx.query<Calendar>(
      `SELECT time_zone AS "timeZone", week, holidays FROM clocks.calendar WHERE id = $1`,
      [id],
    );
    return calendar ?? null;
  }
}
