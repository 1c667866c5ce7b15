/** An agent says of a mail on a ticket whether it is spam: kept on the mail, told to the room that knows its sender, taken back as easily. */
import { Injectable } from '@nestjs/common';
import { Problem, type JudgedAs } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import { Database } from '@lib/database';
import type { Principal } from '@lib/platform';
import { TicketAccess } from './ticket-access.js';
import { actorOf } from './ticket-commands.js';
import { TimelineWriter } from './timeline-writer.js';

@Injectable()
export class MailJudgementService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly timeline: TimelineWriter,
    private readonly outbox: Outbox,
  ) {}

  /** The ticket stays as it is. Errors: `not-found` for a message that is no mail from outside on this ticket. */
  async judge(principal: Principal, idOrNumber: string, messageId: string, as: JudgedAs): Promise<string> {
    const ticketId = await this.access.require(principal, idOrNumber);
    const actor = actorOf(principal);
    await this.database.transaction(async (tx) => {
      const said = as === 'undecided' ? null : { as, by: principal.name, at: new Date().toISOString() };
      const [mail] = await tx.query<{ was: JudgedAs | null; rawMailId: string | null }>(
        `UPDATE tickets.message AS mail
         SET data = mail.data || jsonb_build_object('spam',
           coalesce(mail.data->'spam', '{"verdict": "clear", "reasons": []}') || jsonb_build_object('said', $3::jsonb))
         FROM (SELECT id, data->'spam'->'said'->>'as' AS was FROM tickets.message
               WHERE id = $1 AND ticket_id = $2 AND channel = 'email' AND direction = 'in' FOR UPDATE) AS before
         WHERE mail.id = before.id RETURNING before.was, mail.data->>'rawMailId' AS "rawMailId"`,
        [messageId, ticketId, JSON.stringify(said)],
      );
      if (!mail) throw new Problem('not-found');
      if ((mail.was ?? 'undecided') === as) return;
      const { version } = await this.timeline.event(tx, ticketId, 'mail.judged', actor, { messageId, as });
      await this.outbox.publish(tx, 'ticket.changed', {
        subject: { type: 'ticket', id: ticketId, version },
        actor,
        data: { ticketId, messageId },
      });
      if (mail.rawMailId)
        await this.outbox.publish(tx, 'mail.judged', {
          subject: { type: 'ticket', id: ticketId, version },
          actor,
          data: { rawMailId: mail.rawMailId, as, agentId: principal.agentId },
        });
    });
    return ticketId;
  }
}
