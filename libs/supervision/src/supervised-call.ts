/** The call that is watched over, and who may: read under the lock of its row, so that it stays so until the transaction is over. */
import { Injectable } from '@nestjs/common';
import { Problem } from '@lib/contracts';
import type { Outbox } from '@lib/bus';
import type { Tx } from '@lib/database';
import type { Principal } from '@lib/platform';
import { TicketAccess } from '@lib/tickets';
import { z } from 'zod';

export interface SupervisedCall {
  id: string;
  ticketId: string;
  state: string;
  /** Whose call it is. */
  agentId: string | null;
  callSid: string;
  parties: { agentId: string; role: string; state: string; listeningId?: string | null; mode?: string }[];
}

const COLUMNS = `interaction.id, interaction.ticket_id AS "ticketId", interaction.state, interaction.agent_id AS "agentId",
  substr(interaction.thread_key, 6) AS "callSid",
  coalesce((SELECT parties FROM bus.call_status WHERE call_status.interaction_id = interaction.id
    ORDER BY started_at DESC LIMIT 1), '[]') AS parties`;

/**
 * Whose team an agent is in: supervisors and administrators who share a queue with them. One who belongs to no queue at
 * all watches over the whole house.
 */
export const watchesSql = (supervisor: string, agent: string): string =>
  `(NOT EXISTS (SELECT 1 FROM agents.membership AS theirs WHERE theirs.agent_id = ${supervisor})
    OR EXISTS (SELECT 1 FROM agents.membership AS theirs JOIN agents.membership AS shared USING (queue_id)
      WHERE theirs.agent_id = ${supervisor} AND shared.agent_id = ${agent}))`;

@Injectable()
export class SupervisedCalls {
  constructor(private readonly access: TicketAccess) {}

  async lock(tx: Tx, interactionId: string): Promise<SupervisedCall | null> {
    // Held first and read after: a statement that waits for the row would go on with the call as it was before it waited.
    await tx.query(`SELECT 1 FROM tickets.interaction WHERE id = $1 FOR UPDATE`, [interactionId]);
    const [call] = await tx.query<SupervisedCall>(
      `SELECT ${COLUMNS} FROM tickets.interaction WHERE id = $1 AND channel = 'voice'`,
      [interactionId],
    );
    return call ?? null;
  }

  /** Errors: `not-found` for what one may not see, `forbidden` for agents, one's own call and another team's. */
  async requireWatched(tx: Tx, principal: Principal, id: string): Promise<SupervisedCall> {
    const call = await this.requireVisible(tx, principal, id);
    const { agentId } = call;
    if (principal.role === 'agent') throw new Problem('forbidden', 'Only supervisors listen to calls');
    if (isOn(call, principal.agentId)) throw new Problem('forbidden', 'This is your own call');
    const [team] = await tx.query<{ watches: boolean }>(`SELECT ${watchesSql('$1', '$2')} AS watches`, [
      principal.agentId,
      agentId,
    ]);
    if (!team?.watches) throw new Problem('forbidden', 'Another team’s call');
    return requireLive(call);
  }

  /** Errors: `not-found`, `forbidden` for everybody but the agent whose call it is, `conversation-ended`. */
  async requireMine(tx: Tx, principal: Principal, id: string): Promise<SupervisedCall> {
    const call = await this.requireVisible(tx, principal, id);
    if (call.agentId !== principal.agentId) throw new Problem('forbidden');
    return requireLive(call);
  }

  async requireVisible(tx: Tx, principal: Principal, id: string): Promise<SupervisedCall> {
    const call = z.uuid().safeParse(id).success ? await this.lock(tx, id) : null;
    const seen = call && (await this.access.visibleTo(principal, [call.ticketId], tx)).length > 0;
    if (!seen) throw new Problem('not-found');
    return call;
  }
}

/** Everybody who sees the ticket, and the supervisors' overview, look again. */
export async function showCall(outbox: Outbox, tx: Tx, { id, ticketId }: SupervisedCall): Promise<void> {
  await outbox.publish(tx, 'ticket.changed', {
    subject: { type: 'ticket', id: ticketId },
    data: { ticketId },
  });
  const subject = { type: 'interaction', id };
  await outbox.publish(tx, 'supervision.changed', { subject, data: { interactionId: id, ticketId } });
}

export function isLive({ state }: SupervisedCall): boolean {
  return state === 'connected' || state === 'held';
}

function requireLive(call: SupervisedCall): SupervisedCall {
  if (!isLive(call)) throw new Problem('conversation-ended');
  return call;
}

/** Whose it is, or who was asked into it. A supervisor who listens is not on it. */
function isOn(call: SupervisedCall, agentId: string): boolean {
  return (
    call.agentId === agentId ||
    call.parties.some(
      (party) =>
        party.agentId === agentId &&
        party.role !== 'supervisor' &&
        (party.state === 'present' || party.state === 'ringing'),
    )
  );
}
