/** Who may open a file of a ticket: whoever may see the ticket, and an infected one only after an administrator's word. */
import { Injectable } from '@nestjs/common';
import { Problem, type AttachmentScan, type ReleaseAttachment } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { requireRole, type Principal } from '@lib/platform';
import { z } from 'zod';
import { TicketAccess } from './ticket-access.js';
import { actorOf } from './ticket-commands.js';
import { TimelineWriter } from './timeline-writer.js';

export interface TicketFile {
  sha256: string;
  name: string;
  type: string;
  size: number;
}

interface Row extends TicketFile {
  ticketId: string | null;
  messageId: string | null;
  uploadedBy: string | null;
  verdict: AttachmentScan['verdict'] | null;
  detail: string | null;
  released: boolean;
}

const READ = `SELECT sha256, name, type, size, ticket_id AS "ticketId", message_id AS "messageId", uploaded_by AS "uploadedBy",
  scan_verdict AS verdict, scan_detail AS detail, released_at IS NOT NULL AS released FROM tickets.attachment WHERE id = $1`;

@Injectable()
export class AttachmentFiles {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly timeline: TimelineWriter,
    private readonly outbox: Outbox,
  ) {}

  /** Errors: `not-found`, `attachment-infected`. */
  async toOpen(principal: Principal, id: string): Promise<TicketFile & { released: boolean }> {
    const file = await this.seen(principal, id);
    if (file.verdict === 'infected' && !file.released)
      throw new Problem('attachment-infected', file.detail ?? undefined);
    return file;
  }

  /** Also taken back. Saying the same again is fine. Errors: `forbidden`, `not-found`, `move-not-allowed` for a file nothing was found in. */
  async release(principal: Principal, id: string, { released, reason }: ReleaseAttachment): Promise<void> {
    requireRole(principal, 'admin');
    await this.seen(principal, id);
    await this.database.transaction(async (tx) => {
      const [file] = await tx.query<Row>(`${READ} FOR UPDATE`, [id]);
      if (file?.verdict !== 'infected' || !file.ticketId)
        throw new Problem('move-not-allowed', 'Nothing was found in this file');
      if (file.released === released) return;
      await tx.query(
        `UPDATE tickets.attachment SET released_by = $2, released_at = CASE WHEN $2::uuid IS NULL THEN NULL ELSE now() END WHERE id = $1`,
        [id, released ? principal.agentId : null],
      );
      await this.tell(tx, principal, file, released, reason);
    });
  }

  private async tell(
    tx: Tx,
    principal: Principal,
    { ticketId, messageId, name, detail }: Row,
    released: boolean,
    reason: string,
  ): Promise<void> {
    if (ticketId === null) return;
    const actor = actorOf(principal);
    const { version } = await this.timeline.event(
      tx,
      ticketId,
      released ? 'attachment.released' : 'attachment.withheld',
      actor,
      { file: name, found: detail, reason },
    );
    await this.outbox.publish(tx, 'ticket.changed', {
      subject: { type: 'ticket', id: ticketId, version },
      actor,
      data: { ticketId, ...(messageId !== null && { messageId }) },
    });
  }

  private async seen(principal: Principal, id: string): Promise<Row> {
    if (!z.uuid().safeParse(id).success) throw new Problem('not-found');
    const [file] = await this.database.query<Row>(READ, [id]);
    if (!file) throw new Problem('not-found');
    const own = file.ticketId === null && file.uploadedBy === principal.agentId;
    if (!own && (!file.ticketId || (await this.access.visibleTo(principal, [file.ticketId])).length === 0))
      throw new Problem('not-found');
    return file;
  }
}
