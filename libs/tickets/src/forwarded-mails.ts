/** The question who wrote a mail that a colleague passed on: a note on a ticket of theirs, until somebody answers it. */
import { Injectable } from '@nestjs/common';
import {
  InboundMessage,
  Problem,
  type Actor,
  type Address,
  type ForwardDoubt,
  type ForwardState,
} from '@lib/contracts';
import { Outbox } from '@lib/bus';
import type { Tx } from '@lib/database';
import { TimelineWriter, type Placed } from './timeline-writer.js';

const MOST_SHOWN = 20_000;

export interface AskedMail {
  state: ForwardState;
  /** The customer without an address that stands for whoever wrote it. */
  nobodyId: string;
  agentId: string;
  agentName: string;
  inbound: InboundMessage;
}

@Injectable()
export class ForwardedMails {
  constructor(
    private readonly timeline: TimelineWriter,
    private readonly outbox: Outbox,
  ) {}

  /** The whole mail as the colleague's note: nothing of it is anybody's word to a customer yet. */
  async ask(
    tx: Tx,
    {
      ticketId,
      colleague,
      ...asked
    }: {
      ticketId: string;
      colleague: Actor & { id: string };
      nobodyId: string;
      why: ForwardDoubt;
      candidates: Address[];
      inbound: InboundMessage;
    },
  ): Promise<Placed> {
    const note = await this.timeline.note(tx, {
      ticketId,
      author: colleague,
      text: (asked.inbound.text ?? '').slice(0, MOST_SHOWN),
    });
    await tx.query(
      `INSERT INTO tickets.forwarded_mail (note_id, agent_id, customer_id, why, candidates, inbound) VALUES ($1, $2, $3, $4, $5, $6)`,
      [
        note.id,
        colleague.id,
        asked.nobodyId,
        asked.why,
        JSON.stringify(asked.candidates.map(({ value, name }) => ({ address: value, name: name ?? null }))),
        JSON.stringify(asked.inbound),
      ],
    );
    return note;
  }

  /** Held until the end of the transaction. Errors: `not-found` when it is not asked on this ticket. */
  async take(tx: Tx, ticketId: string, noteId: string): Promise<AskedMail> {
    const [row] = await tx.query<AskedMail & { inbound: unknown }>(
      `SELECT asked.state, asked.customer_id AS "nobodyId", asked.agent_id AS "agentId", asked.inbound,
         coalesce((SELECT name FROM agents.agent WHERE agent.id = asked.agent_id), '') AS "agentName"
       FROM tickets.forwarded_mail AS asked JOIN tickets.note ON note.id = asked.note_id
       WHERE asked.note_id = $2 AND note.ticket_id = $1 FOR UPDATE OF asked`,
      [ticketId, noteId],
    );
    if (!row) throw new Problem('not-found');
    return { ...row, inbound: InboundMessage.parse(row.inbound) };
  }

  /** The ticket is theirs from now on. Error: `move-not-allowed` when it became somebody else's meanwhile. */
  async giveTo(tx: Tx, ticketId: string, nobodyId: string, customerId: string): Promise<void> {
    const rows = await tx.query(
      `UPDATE tickets.ticket SET customer_id = $3, version = version + 1, updated_at = now()
       WHERE id = $1 AND customer_id = $2 RETURNING id`,
      [ticketId, nobodyId, customerId],
    );
    if (rows.length === 0) throw new Problem('move-not-allowed', 'The ticket has its customer already');
    await tx.query(`UPDATE tickets.interaction SET customer_id = $2 WHERE ticket_id = $1`, [
      ticketId,
      customerId,
    ]);
  }

  async settle(
    tx: Tx,
    ticketId: string,
    noteId: string,
    settled: { state: Exclude<ForwardState, 'waiting'>; address: string | null },
    actor: Actor,
  ): Promise<void> {
    await tx.query(
      `UPDATE tickets.forwarded_mail SET state = $2, address = $3, decided_by = $4, decided_at = now() WHERE note_id = $1`,
      [noteId, settled.state, settled.address, actor.id],
    );
    const { version } = await this.timeline.event(tx, ticketId, 'forwarded-mail.decided', actor, {
      noteId,
      as: settled.state,
      address: settled.address,
    });
    await this.outbox.publish(tx, 'ticket.changed', {
      subject: { type: 'ticket', id: ticketId, version },
      actor,
      data: { ticketId },
    });
  }
}
