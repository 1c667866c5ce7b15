/** What a wrap-up leaves on its ticket: a note for colleagues, and the matter resolved. */
import { Injectable } from '@nestjs/common';
import type { Actor } from '@lib/contracts';
import type { Tx } from '@lib/database';
import { TicketCommands } from '../ticket-commands.js';
import { TimelineWriter } from '../timeline-writer.js';

@Injectable()
export class TicketOutcome {
  constructor(
    private readonly timeline: TimelineWriter,
    private readonly commands: TicketCommands,
  ) {}

  async note(tx: Tx, ticketId: string, author: Actor, text: string): Promise<void> {
    await this.timeline.note(tx, { ticketId, author, text });
  }

  /** What is resolved already stays as it is. */
  async resolve(tx: Tx, ticketId: string, actor: Actor): Promise<void> {
    const [open] = await tx.query(
      `SELECT 1 FROM tickets.ticket WHERE id = $1 AND status NOT IN ('resolved', 'closed')`,
      [ticketId],
    );
    if (open) await this.commands.changeIn(tx, ticketId, { status: 'resolved' }, actor, null);
  }
}
