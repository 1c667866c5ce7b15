/** Meetings that mails on a ticket ask us to: kept beside their message, replaced or called off by their organiser alone, answered once. */
import { Injectable } from '@nestjs/common';
import { Problem, type InboundMessage, type Invitation, type InvitationAnswer } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import type { Tx } from '@lib/database';

export interface KeptInvitation {
  details: Invitation & { organiser: NonNullable<Invitation['organiser']> };
  answer: InvitationAnswer | null;
}

@Injectable()
export class Invitations {
  constructor(private readonly outbox: Outbox) {}

  /** In the transaction that wrote the message. What came before on the same ticket is the same meeting only by the same organiser. */
  async keep(tx: Tx, ticketId: string, messageId: string, inbound: InboundMessage): Promise<void> {
    const { invitation, from, trust } = inbound;
    if (!invitation) return;
    const { uid, organiser, sequence, stampedAt, method } = invitation;
    const recurrenceId = invitation.recurrenceId ?? '';
    const byOrganiser =
      organiser !== null && trust !== 'fail' && organiser.address.toLowerCase() === from.value.toLowerCase();
    const changes = byOrganiser && (method === 'request' || method === 'cancel');
    if (changes)
      await tx.query(
        `UPDATE tickets.invitation AS before SET state = CASE WHEN $5 = 'cancel' THEN 'cancelled' ELSE 'replaced' END
         FROM tickets.message WHERE message.id = before.message_id AND message.ticket_id = $1
           AND before.uid = $2 AND (before.recurrence_id = $3 OR $3 = '') AND before.by_organiser AND before.state = 'standing'
           AND before.details->>'method' = 'request' AND lower(before.details->'organiser'->>'address') = lower($4)
           AND (before.sequence < $6 OR before.sequence = $6 AND coalesce(before.stamped_at, '-infinity') <= coalesce($7::timestamptz, 'infinity'))`,
        [ticketId, uid, recurrenceId, organiser.address, method, sequence, stampedAt],
      );
    await tx.query(
      `INSERT INTO tickets.invitation (message_id, uid, recurrence_id, sequence, stamped_at, by_organiser, details, state)
       SELECT $2, $3, $4, $5, $6, $7, $8, coalesce((
         SELECT CASE WHEN later.details->>'method' = 'cancel' THEN 'cancelled' ELSE 'replaced' END
         FROM tickets.invitation AS later JOIN tickets.message ON message.id = later.message_id
         WHERE $9 AND message.ticket_id = $1 AND later.uid = $3 AND later.recurrence_id IN ($4, '') AND later.by_organiser
           AND later.details->>'method' IN ('request', 'cancel')
           AND lower(later.details->'organiser'->>'address') = lower($10) AND later.sequence >= $5
           AND (later.sequence > $5 OR later.details->>'method' = 'cancel' OR later.stamped_at > $6)
           AND (later.recurrence_id = $4 OR later.details->>'method' = 'cancel')
         ORDER BY later.sequence DESC, later.details->>'method' LIMIT 1), 'standing')`,
      [
        ticketId,
        messageId,
        uid,
        recurrenceId,
        sequence,
        stampedAt,
        byOrganiser,
        JSON.stringify(invitation),
        changes && method === 'request',
        organiser?.address ?? '',
      ],
    );
  }

  /**
   * Held until the end of the transaction. Errors: `not-found`; `move-not-allowed` for what asks nothing, was replaced or
   * called off, or came from somebody else than its organiser.
   */
  async take(tx: Tx, ticketId: string, messageId: string): Promise<KeptInvitation> {
    const [row] = await tx.query<{
      details: Invitation;
      state: string;
      byOrganiser: boolean;
      answer: InvitationAnswer | null;
    }>(
      `SELECT details, invitation.state, by_organiser AS "byOrganiser", answer
       FROM tickets.invitation JOIN tickets.message ON message.id = invitation.message_id
       WHERE invitation.message_id = $2 AND message.ticket_id = $1 FOR UPDATE OF invitation`,
      [ticketId, messageId],
    );
    if (!row) throw new Problem('not-found');
    const { details, answer } = row;
    const { organiser } = details;
    if (row.state !== 'standing' || details.method !== 'request' || !row.byOrganiser || !organiser)
      throw new Problem('move-not-allowed', 'This invitation asks for no answer any more');
    return { details: { ...details, organiser }, answer };
  }

  async answered(
    tx: Tx,
    { ticketId, messageId, agentId }: { ticketId: string; messageId: string; agentId: string },
    answer: InvitationAnswer,
  ): Promise<void> {
    await tx.query(
      `UPDATE tickets.invitation SET answer = $2, answered_by = $3, answered_at = now() WHERE message_id = $1`,
      [messageId, answer, agentId],
    );
    const [ticket] = await tx.query<{ version: number }>(
      `UPDATE tickets.ticket SET version = version + 1 WHERE id = $1 RETURNING version`,
      [ticketId],
    );
    await this.outbox.publish(tx, 'ticket.changed', {
      subject: { type: 'ticket', id: ticketId, version: ticket?.version },
      data: { ticketId, messageId },
    });
  }
}
