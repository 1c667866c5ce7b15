/** A problem is settled: each of its incidents is told so by its own owner, in the customer's own channel, and resolved. */
import { Injectable } from '@nestjs/common';
import { formatTicketNumber, Problem, type ResolvedIncidents, type TicketStatus } from '@lib/contracts';
import { Database } from '@lib/database';
import type { Principal } from '@lib/platform';
import { actorOf, TicketAccess, TicketCommands } from '@lib/tickets';
import type { Author } from './reply-turns.js';
import { ReplyService } from './reply.service.js';

interface Incident {
  id: string;
  number: string;
  status: TicketStatus;
  ownerId: string | null;
  ownerName: string | null;
}

type Outcome = Pick<ResolvedIncidents['items'][number], 'outcome' | 'code'>;

@Injectable()
export class IncidentsService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly replies: ReplyService,
    private readonly commands: TicketCommands,
  ) {}

  /**
   * One transaction an incident: told and resolved, or neither. What failed is listed and can be asked for again; what is
   * resolved already is not told twice. Errors: `move-not-allowed` (no problem), `forbidden` (neither its owner nor a supervisor).
   */
  async resolveAll(
    principal: Principal,
    idOrNumber: string,
    customerLine: string,
  ): Promise<ResolvedIncidents> {
    const problemId = await this.access.require(principal, idOrNumber);
    await this.requireRight(principal, problemId);
    const incidents = await this.incidentsOf(problemId);
    const visible = new Set(
      await this.access.visibleTo(
        principal,
        incidents.map(({ id }) => id),
      ),
    );
    const items: ResolvedIncidents['items'] = [];
    for (const incident of incidents.filter(({ id }) => visible.has(id))) {
      const { id, number } = incident;
      const outcome = await this.resolve(principal, incident, customerLine);
      items.push({ ticket: { id, number: formatTicketNumber(Number(number)) }, ...outcome });
    }
    return { items, hidden: incidents.length - visible.size };
  }

  private async requireRight(principal: Principal, problemId: string): Promise<void> {
    const [problem] = await this.database.query<{ type: string; ownerId: string | null }>(
      `SELECT type, owner_id AS "ownerId" FROM tickets.ticket WHERE id = $1`,
      [problemId],
    );
    if (problem?.type !== 'problem') throw new Problem('move-not-allowed', 'This ticket is not a problem');
    if (principal.role === 'agent' && problem.ownerId !== principal.agentId)
      throw new Problem('forbidden', 'Only the owner of the problem or a supervisor resolves its incidents');
  }

  /** At most as many as a ticket has links. */
  private incidentsOf(problemId: string): Promise<Incident[]> {
    return this.database.query<Incident>(
      `SELECT ticket.id, ticket.number, ticket.status, ticket.owner_id AS "ownerId", owner.name AS "ownerName"
       FROM tickets.link JOIN tickets.ticket ON ticket.id = link.from_ticket_id
       LEFT JOIN agents.agent AS owner ON owner.id = ticket.owner_id
       WHERE link.to_ticket_id = $1 AND link.kind = 'incident-of' ORDER BY ticket.id`,
      [problemId],
    );
  }

  private async resolve(principal: Principal, incident: Incident, text: string): Promise<Outcome> {
    // Whom nobody answers for yet is answered by who settles the problem, who thereby owns it.
    const author: Author =
      incident.ownerId && incident.ownerName
        ? { agentId: incident.ownerId, name: incident.ownerName }
        : principal;
    try {
      return await this.database.transaction(async (tx) => {
        const [now] = await tx.query<{ status: TicketStatus }>(
          `SELECT status FROM tickets.ticket WHERE id = $1 FOR UPDATE`,
          [incident.id],
        );
        if (!now || now.status === 'resolved' || now.status === 'closed')
          return { outcome: 'already', code: null };
        const channel = await this.replies.channelFor(tx, incident.id);
        await this.replies.sendIn(tx, author, incident.id, { channel, text }, null);
        await this.commands.changeIn(tx, incident.id, { status: 'resolved' }, actorOf(principal), null);
        return { outcome: 'resolved', code: null };
      });
    } catch (error) {
      if (error instanceof Problem) return { outcome: 'failed', code: error.code };
      throw error;
    }
  }
}
