/** An agent's inner note: written once, and heard of by the colleagues it names. */
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@lib/database';
import type { Principal } from '@lib/platform';
import { FollowersService } from './relations/followers.service.js';
import { TicketAccess } from './ticket-access.js';
import { actorOf } from './ticket-commands.js';
import { TimelineWriter, type Placed } from './timeline-writer.js';

@Injectable()
export class NoteWriter {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly timeline: TimelineWriter,
    private readonly followers: FollowersService,
  ) {}

  /** Once per idempotency key. On a merged ticket nobody writes any more (`ticket-merged`). */
  async write(
    principal: Principal,
    idOrNumber: string,
    text: string,
    idempotencyKey: string | null,
  ): Promise<{ ticketId: string; noteId: string }> {
    const ticketId = await this.access.require(principal, idOrNumber);
    const key = idempotencyKey && `${principal.agentId}:${ticketId}:${idempotencyKey}`;
    return this.database.transaction(async (tx) => {
      // A repeat at the same moment waits here and then finds the first one's note.
      if (key) await tx.query(`SELECT 1 FROM tickets.ticket WHERE id = $1 FOR UPDATE`, [ticketId]);
      const repeated = key ? await this.noteByKey(tx, key) : null;
      if (repeated) return { ticketId, noteId: repeated };
      const note: Placed = await this.timeline.note(tx, {
        ticketId,
        author: actorOf(principal),
        text,
        idempotencyKey: key,
      });
      await this.followers.mention(tx, principal, ticketId, text, note.seq);
      return { ticketId, noteId: note.id };
    });
  }

  private async noteByKey(tx: Tx, key: string): Promise<string | null> {
    const [row] = await tx.query<{ id: string }>(`SELECT id FROM tickets.note WHERE idempotency_key = $1`, [
      key,
    ]);
    return row?.id ?? null;
  }
}
