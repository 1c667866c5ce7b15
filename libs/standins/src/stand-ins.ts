/** Makes a ticket's stand-in right: somebody who is there while its owner is absent, nobody while the owner is there. */
import { Injectable } from '@nestjs/common';
import { Problem, type Actor, type TicketStatus } from '@lib/contracts';
import { Timers } from '@lib/bus';
import type { Tx } from '@lib/database';
import { Clock } from '@lib/platform';
import { StandInRecords, type LiveStandIn } from '@lib/tickets';
import { AttendanceReader } from './attendance-reader.js';
import type { Absent } from './attendance.js';
import { HandBacks } from './hand-backs.js';
import { StandInFinder, type Matter } from './stand-in-finder.js';

export const TICKET_TIMER = 'stand-in-ticket';
const SYSTEM: Actor = { kind: 'system', id: null };

const WAITS = `EXISTS (SELECT 1 FROM tickets.interaction WHERE interaction.ticket_id = ticket.id
  AND interaction.state IN ('waiting', 'offered', 'connected', 'held'))`;
/** More open tickets than one person owns; what is beyond is settled when something happens on it. */
const TICKETS_AT_ONCE = 2_000;

interface OwnedTicket extends Omit<Matter, 'ownerId'> {
  ownerId: string | null;
  status: TicketStatus;
  /** Somebody is on the line, in the chat, or waits for an answer to a mail. */
  waits: boolean;
}

@Injectable()
export class StandIns {
  constructor(
    private readonly attendance: AttendanceReader,
    private readonly finder: StandInFinder,
    private readonly records: StandInRecords,
    private readonly handBacks: HandBacks,
    private readonly timers: Timers,
    private readonly clock: Clock,
  ) {}

  /** May run twice, late and in any order: it looks only at what is so now. */
  async settle(tx: Tx, ticketId: string, now = this.clock.now()): Promise<void> {
    const ticket = await this.read(tx, ticketId);
    const live = ticket && (await this.records.live(tx, ticketId));
    if (!ticket || (!live && ticket.ownerId === null)) return;
    const { ownerId } = ticket;
    if (ownerId === null || ['resolved', 'closed'].includes(ticket.status)) {
      if (live) await this.records.end(tx, live, 'settled', SYSTEM);
      return;
    }
    const owner = await this.attendance.one(tx, ownerId, now);
    const absent = owner && this.attendance.absent(owner, now);
    if (absent) await this.whileAbsent(tx, { ...ticket, ownerId }, live, absent, now);
    else if (live) await this.whileThere(tx, live, now);
  }

  /** By hand, for one ticket. Errors: `ticket-closed`, `move-not-allowed`, `stand-in-absent`, `invalid-input`. */
  async name(tx: Tx, ticketId: string, agentId: string, actor: Actor): Promise<void> {
    const now = this.clock.now();
    const ticket = await this.read(tx, ticketId);
    if (!ticket || ['resolved', 'closed'].includes(ticket.status)) throw new Problem('ticket-closed');
    const { ownerId } = ticket;
    if (ownerId === null || ownerId === agentId)
      throw new Problem('move-not-allowed', 'Nobody stands in for nobody, or for themselves');
    const colleague = await this.attendance.one(tx, agentId, now);
    if (!colleague || colleague.disabled)
      throw new Problem('invalid-input', undefined, [{ path: 'agentId', message: 'unknown' }]);
    if (this.attendance.absent(colleague, now)) throw new Problem('stand-in-absent');
    const owner = await this.attendance.one(tx, ownerId, now);
    const absent = owner && this.attendance.absent(owner, now);
    const live = await this.records.live(tx, ticketId);
    if (live) await this.records.end(tx, live, 'replaced', actor);
    await this.records.name(
      tx,
      { ticketId, ownerId, agentId, why: 'named', ...boundTo(absent) },
      actor,
      live?.agentId ?? null,
    );
  }

  /** Only who was named by hand; then the rule decides again. */
  async withdraw(tx: Tx, ticketId: string, actor: Actor): Promise<void> {
    await this.read(tx, ticketId);
    const live = await this.records.live(tx, ticketId);
    if (live?.why !== 'named')
      throw new Problem('move-not-allowed', 'Nobody was named here; while the owner is absent, name another');
    await this.records.end(tx, live, 'withdrawn', actor);
    await this.settle(tx, ticketId);
  }

  /** Everything this agent's coming or going touches, a ticket at a time: each is settled in a transaction of its own. */
  async settleAround(tx: Tx, agentId: string, now = this.clock.now()): Promise<void> {
    const who = await this.attendance.one(tx, agentId, now);
    if (!who) return;
    const absent = this.attendance.absent(who, now);
    const tickets = await tx.query<{ id: string }>(
      `SELECT ticket.id FROM tickets.ticket WHERE ticket.owner_id = $1 AND ticket.status NOT IN ('resolved', 'closed')
         AND ($2 OR ${WAITS} OR EXISTS (SELECT 1 FROM tickets.stand_in WHERE stand_in.ticket_id = ticket.id AND ended_at IS NULL))
       UNION SELECT ticket_id FROM tickets.stand_in WHERE ended_at IS NULL AND (owner_id = $1 OR (agent_id = $1 AND $3))
       UNION SELECT ticket_id FROM tickets.stand_in WHERE ended_at IS NULL AND agent_id IS NULL AND NOT $3
       LIMIT ${TICKETS_AT_ONCE}`,
      [agentId, absent?.why === 'absence', absent !== null],
    );
    await this.settleSoon(
      tx,
      tickets.map(({ id }) => id),
      now,
    );
  }

  /** By a timer each. */
  settleSoon(tx: Tx, ticketIds: string[], now: Date): Promise<void> {
    return this.timers.setAll(
      tx,
      [...new Set(ticketIds)].map((key) => ({ kind: TICKET_TIMER, key, dueAt: now, payload: {} })),
    );
  }

  private async whileAbsent(
    tx: Tx,
    ticket: Matter & { waits: boolean },
    live: LiveStandIn | null,
    absent: Absent,
    now: Date,
  ): Promise<void> {
    // At night only what waits is somebody's: tomorrow the owner is back, and no thread is touched for nothing.
    if (!live && absent.why !== 'absence' && !ticket.waits) return;
    if (live?.agentId && (await this.stays(tx, live, absent, now))) {
      await this.records.bind(tx, live.id, boundTo(absent));
      return;
    }
    const choice = await this.finder.find(tx, ticket, absent, now);
    if (!choice && absent.why === 'off-hours') {
      // The house is closed: nobody is looked for, and tomorrow it is the owner's.
      if (live) await this.handBacks.giveBack(tx, live, SYSTEM);
      return;
    }
    if (!choice && live?.agentId === null) return;
    if (live) await this.records.end(tx, live, 'replaced', SYSTEM);
    await this.records.name(
      tx,
      {
        ticketId: ticket.id,
        ownerId: ticket.ownerId,
        agentId: choice?.agentId ?? null,
        why: choice?.why ?? null,
        ...boundTo(absent),
      },
      SYSTEM,
      live?.agentId ?? null,
    );
  }

  /** Who knows the matter by now goes on with it, unless the owner chose another who is there. */
  private async stays(tx: Tx, live: LiveStandIn, absent: Absent, now: Date): Promise<boolean> {
    if (!(await this.isThere(tx, live.agentId, now))) return false;
    const chosenOther = absent.standInId !== null && absent.standInId !== live.agentId;
    const free = live.why === 'last-agent' || live.why === 'least-loaded';
    return !(free && chosenOther && (await this.isThere(tx, absent.standInId, now)));
  }

  /** Named ahead of an absence, they stay until it is over; otherwise the owner has the thread back. */
  private async whileThere(tx: Tx, live: LiveStandIn, now: Date): Promise<void> {
    if (live.absentWhy === null && (await this.isThere(tx, live.agentId, now))) return;
    await this.handBacks.giveBack(tx, live, SYSTEM);
  }

  private async isThere(tx: Tx, agentId: string | null, now: Date): Promise<boolean> {
    const who = agentId === null ? null : await this.attendance.one(tx, agentId, now);
    return who !== null && this.attendance.absent(who, now) === null;
  }

  /** Takes the ticket's row: stand-ins of one ticket are named one after the other. */
  private async read(tx: Tx, ticketId: string): Promise<OwnedTicket | null> {
    const [ticket] = await tx.query<OwnedTicket>(
      `SELECT ticket.id, ticket.owner_id AS "ownerId", ticket.customer_id AS "customerId", ticket.queue_id AS "queueId",
         ticket.status, ${WAITS} AS waits FROM tickets.ticket WHERE ticket.id = $1 FOR UPDATE`,
      [ticketId],
    );
    return ticket ?? null;
  }
}

function boundTo(absent: Absent | null): Pick<LiveStandIn, 'absentWhy' | 'absenceId' | 'until'> {
  return {
    absentWhy: absent?.why ?? null,
    absenceId: absent?.absenceId ?? null,
    until: typeof absent?.until === 'number' ? new Date(absent.until) : null,
  };
}
