/** What an agent does to a ticket: take and change; each checked, each in the history. */
import { Injectable } from '@nestjs/common';
import {
  Problem,
  type Actor,
  type ChangeTicket,
  type Level,
  type Priority,
  type TicketStatus,
} from '@lib/contracts';
import { Outbox } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { crashPoint, type Principal } from '@lib/platform';
import { InteractionService } from './interaction.service.js';
import { OwnershipService } from './ownership.service.js';
import { TicketAccess } from './ticket-access.js';
import { PriorityTableService } from './priority-table.js';
import { ResolvingRules } from './resolving-rules.js';
import { mayMove } from './ticket-rules.js';
import { TimelineWriter } from './timeline-writer.js';

interface Current {
  subject: string;
  type: string;
  status: TicketStatus;
  impact: Level;
  urgency: Level;
  priority: Priority;
  priorityReason: string | null;
  version: number;
}

@Injectable()
export class TicketCommands {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly ownership: OwnershipService,
    private readonly interactions: InteractionService,
    private readonly timeline: TimelineWriter,
    private readonly priorities: PriorityTableService,
    private readonly resolving: ResolvingRules,
    private readonly outbox: Outbox,
  ) {}

  async take(principal: Principal, idOrNumber: string): Promise<string> {
    const id = await this.access.require(principal, idOrNumber);
    await this.database.transaction((tx) =>
      this.ownership.take(tx, id, principal.agentId, actorOf(principal)),
    );
    crashPoint('after-commit-before-ack');
    return id;
  }

  /** `expectedVersion` is what the caller saw (If-Match); a newer row is not overwritten. */
  async change(
    principal: Principal,
    idOrNumber: string,
    change: ChangeTicket,
    expectedVersion: number,
  ): Promise<string> {
    const id = await this.access.require(principal, idOrNumber);
    await this.database.transaction((tx) =>
      this.changeIn(tx, id, change, actorOf(principal), expectedVersion),
    );
    return id;
  }

  /** For callers that have decided the right already; without a version what is there is changed, whatever was seen. */
  async changeIn(
    tx: Tx,
    id: string,
    change: ChangeTicket,
    actor: Actor,
    expectedVersion: number | null,
  ): Promise<void> {
    const [current] = await tx.query<Current>(
      `SELECT subject, type, status, impact, urgency, priority, priority_reason AS "priorityReason", version
       FROM tickets.ticket WHERE id = $1 FOR UPDATE`,
      [id],
    );
    if (!current) throw new Problem('not-found');
    if (expectedVersion !== null && current.version !== expectedVersion)
      throw new Problem('version-stale', `It is at version ${current.version}`);
    await this.apply(tx, id, current, change, actor);
  }

  private async apply(
    tx: Tx,
    id: string,
    current: Current,
    change: ChangeTicket,
    actor: Actor,
  ): Promise<void> {
    if (change.status && !mayMove(current.status, change.status))
      throw new Problem('move-not-allowed', `${current.status} → ${change.status}`);
    const next = { ...current, ...definedOf(change) };
    const resolves = next.status === 'resolved' && current.status !== 'resolved';
    if (resolves) await this.resolving.check(tx, id);
    const priorityReason = reasonAfter(current, change);
    const priority =
      change.priority ??
      (priorityReason ? current.priority : await this.priorities.priorityOf(tx, next.impact, next.urgency));
    const [row] = await tx.query<{ version: number }>(
      `UPDATE tickets.ticket SET subject = $2, type = $3, status = $4, impact = $5, urgency = $6, priority = $7,
         priority_reason = $8,
         resolved_at = CASE WHEN $4 = 'resolved' THEN coalesce(resolved_at, now()) WHEN $4 = 'closed' THEN resolved_at END,
         closed_at = CASE WHEN $4 = 'closed' THEN now() END,
         version = version + 1, updated_at = now() WHERE id = $1 RETURNING version`,
      [id, next.subject, next.type, next.status, next.impact, next.urgency, priority, priorityReason],
    );
    const changes = differences(current, { ...next, priority });
    if (Object.keys(changes).length > 0)
      await this.timeline.event(tx, id, 'ticket.changed', actor, {
        changes,
        ...(change.reason && { reason: change.reason }),
      });
    if (resolves) await this.endMailTurn(tx, id);
    await this.tell(tx, id, row?.version ?? null, current, { status: next.status, priority }, actor);
  }

  private async tell(
    tx: Tx,
    id: string,
    version: number | null,
    from: Current,
    to: { status: TicketStatus; priority: Priority },
    actor: Actor,
  ): Promise<void> {
    const subject = { type: 'ticket', id, version };
    await this.outbox.publish(tx, 'ticket.changed', { subject, actor, data: { ticketId: id } });
    if (from.status !== to.status)
      await this.outbox.publish(tx, 'ticket.status-changed', {
        subject,
        actor,
        data: { ticketId: id, from: from.status, to: to.status },
      });
    if (from.priority !== to.priority)
      await this.outbox.publish(tx, 'ticket.priority-changed', {
        subject,
        actor,
        data: { ticketId: id, from: from.priority, to: to.priority },
      });
  }

  /** A resolved ticket leaves no mail waiting for an answer; the next mail begins a new turn. */
  private async endMailTurn(tx: Tx, ticketId: string): Promise<void> {
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM tickets.interaction WHERE ticket_id = $1 AND channel = 'email' AND state IN ('waiting', 'offered', 'connected', 'held')`,
      [ticketId],
    );
    for (const { id } of rows) {
      const interaction = await this.interactions.find(tx, id);
      if (interaction) await this.interactions.end(tx, interaction, 'agent');
    }
  }
}

export function actorOf(principal: Pick<Principal, 'agentId' | 'name' | 'rule'>): Actor {
  if (principal.rule) return { kind: 'rule', ...principal.rule };
  return { kind: 'agent', id: principal.agentId, name: principal.name };
}

/** By hand until it is lifted: a new impact or urgency does not take the priority away from who set it. */
function reasonAfter(current: Current, change: ChangeTicket): string | null {
  if (change.priority === undefined) return current.priorityReason;
  return change.priority === null ? null : (change.reason ?? null);
}

function definedOf({ reason: _, priority: __, ...fields }: ChangeTicket): Partial<Current> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function differences(before: Current, after: Current): Record<string, { from: unknown; to: unknown }> {
  const fields = ['subject', 'type', 'status', 'impact', 'urgency', 'priority'] as const;
  return Object.fromEntries(
    fields.flatMap((field) =>
      before[field] === after[field] ? [] : [[field, { from: before[field], to: after[field] }]],
    ),
  );
}
