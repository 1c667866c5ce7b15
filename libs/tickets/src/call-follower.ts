/** Keeps an interaction as the carrier says its call stands: held or not, and who of the house is on it. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { CallPartyState, CallRole, InteractionState } from '@lib/contracts';
import { Engagements } from '@lib/agents';
import { Listeners, Outbox } from '@lib/bus';
import type { Tx } from '@lib/database';

interface Standing {
  id: string;
  ticketId: string;
  agentId: string | null;
  state: InteractionState;
  held: boolean;
  parties: { agentId: string; role: CallRole; state: CallPartyState }[];
}

@Injectable()
export class CallFollower implements OnModuleInit {
  constructor(
    private readonly listeners: Listeners,
    private readonly engagements: Engagements,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.listeners.register('tickets.calls', (event, tx) => this.follow(tx, event.data.interactionId));
  }

  /** Looks at the call as it stands now, so that it does not matter how often or in which order this is heard. */
  private async follow(tx: Tx, interactionId: string): Promise<void> {
    // Held first and read after: a statement that waits for the row would go on with the call as it was before it waited.
    await tx.query(`SELECT 1 FROM tickets.interaction WHERE id = $1 FOR UPDATE`, [interactionId]);
    const [standing] = await tx.query<Standing>(
      `SELECT interaction.id, interaction.ticket_id AS "ticketId", interaction.agent_id AS "agentId", interaction.state,
         call.held_since IS NOT NULL AS held, call.parties
       FROM tickets.interaction JOIN LATERAL (
         SELECT * FROM bus.call_status WHERE call_status.interaction_id = interaction.id
         ORDER BY started_at DESC LIMIT 1) AS call ON true
       WHERE interaction.id = $1`,
      [interactionId],
    );
    if (!standing) return;
    if (standing.state === 'connected' || standing.state === 'held') await this.keep(tx, standing);
    await this.outbox.publish(tx, 'ticket.changed', {
      subject: { type: 'ticket', id: standing.ticketId },
      data: { ticketId: standing.ticketId },
    });
  }

  private async keep(tx: Tx, { id, agentId, held, parties }: Standing): Promise<void> {
    await tx.query(
      `UPDATE tickets.interaction SET state = $2, version = version + 1 WHERE id = $1 AND state IN ('connected', 'held') AND state <> $2`,
      [id, held ? 'held' : 'connected'],
    );
    const guests = parties
      .filter((party) => party.role === 'guest' && (party.state === 'ringing' || party.state === 'present'))
      .map((party) => party.agentId);
    await this.engagements.accompany(tx, { interactionId: id, agentId, guests });
  }
}
