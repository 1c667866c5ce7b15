/** What agents do about a stand-in: name one for a ticket, take that back, read what to say first, and what happened meanwhile. */
import { Injectable } from '@nestjs/common';
import { Problem, type Introduction, type NameStandIn } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import type { Principal } from '@lib/platform';
import { actorOf, Introductions, StandInRecords, TicketAccess, TimelineWriter } from '@lib/tickets';
import { StandIns } from './stand-ins.js';

@Injectable()
export class StandInCommands {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly standIns: StandIns,
    private readonly timeline: TimelineWriter,
    private readonly introductions: Introductions,
    private readonly records: StandInRecords,
  ) {}

  /** The note tells the stand-in what to know; it stays in the house. */
  async name(principal: Principal, idOrNumber: string, { agentId, innerNote }: NameStandIn): Promise<string> {
    return this.onTicket(principal, idOrNumber, async (tx, ticketId) => {
      await this.standIns.name(tx, ticketId, agentId, actorOf(principal));
      await this.timeline.note(tx, { ticketId, author: actorOf(principal), text: innerNote });
    });
  }

  async withdraw(principal: Principal, idOrNumber: string): Promise<string> {
    return this.onTicket(principal, idOrNumber, (tx, ticketId) =>
      this.standIns.withdraw(tx, ticketId, actorOf(principal)),
    );
  }

  /** For whoever may see the ticket; `due` only for the stand-in who has not introduced themselves. */
  async introduction(principal: Principal, idOrNumber: string): Promise<Introduction> {
    const ticketId = await this.access.require(principal, idOrNumber);
    return this.database.transaction(async (tx) => {
      const line = await this.introductions.of(tx, ticketId);
      if (!line) throw new Problem('move-not-allowed', 'Nobody stands in here');
      const { text, locale } = line;
      return { due: line.due && line.agentId === principal.agentId, text, locale };
    });
  }

  /** The owner has read what happened meanwhile. */
  async seen(principal: Principal, idOrNumber: string): Promise<string> {
    const ticketId = await this.access.require(principal, idOrNumber);
    await this.database.transaction((tx) => this.records.seen(tx, ticketId, principal.agentId));
    return ticketId;
  }

  private async onTicket(
    principal: Principal,
    idOrNumber: string,
    act: (tx: Tx, ticketId: string) => Promise<void>,
  ): Promise<string> {
    const ticketId = await this.access.require(principal, idOrNumber);
    await this.database.transaction(async (tx) => {
      const [ticket] = await tx.query<{ owner_id: string | null }>(
        `SELECT owner_id FROM tickets.ticket WHERE id = $1 FOR UPDATE`,
        [ticketId],
      );
      if (principal.role === 'agent' && ticket?.owner_id !== principal.agentId)
        throw new Problem('forbidden', 'Only the owner or a supervisor names who stands in');
      await act(tx, ticketId);
    });
    return ticketId;
  }
}
