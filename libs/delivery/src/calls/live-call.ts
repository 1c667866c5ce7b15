/** The call of an interaction, with its line as the voice edge shows it; its row is held until the transaction is over. */
import type { CallPartyState, CallRole, InteractionState } from '@lib/contracts';
import type { Tx } from '@lib/database';

export interface LiveCall {
  id: string;
  ticketId: string;
  state: InteractionState;
  /** Whose call it is. */
  agentId: string | null;
  callSid: string;
  parties: { agentId: string; role: CallRole; state: CallPartyState }[];
}

/** By interaction, or the one of a ticket that this agent has in hand. */
export async function liveCall(
  tx: Tx,
  by: { id: string } | { ticketId: string; agentId: string },
): Promise<LiveCall | null> {
  const condition =
    'id' in by
      ? `interaction.id = $1`
      : `interaction.ticket_id = $1 AND interaction.agent_id = $2 AND interaction.state IN ('connected', 'held')`;
  // Held first and read after: a statement that waits for the row would go on with the line as it was before it waited.
  const [held] = await tx.query<{ id: string }>(
    `SELECT interaction.id FROM tickets.interaction WHERE interaction.channel = 'voice' AND ${condition}
     ORDER BY interaction.started_at DESC LIMIT 1 FOR UPDATE`,
    'id' in by ? [by.id] : [by.ticketId, by.agentId],
  );
  if (!held) return null;
  const [row] = await tx.query<LiveCall>(
    `SELECT interaction.id, interaction.ticket_id AS "ticketId", interaction.state, interaction.agent_id AS "agentId",
       substr(interaction.thread_key, 6) AS "callSid", coalesce(call.parties, '[]') AS parties
     FROM tickets.interaction LEFT JOIN LATERAL (
       SELECT parties FROM bus.call_status WHERE call_status.interaction_id = interaction.id
       ORDER BY started_at DESC LIMIT 1) AS call ON true
     WHERE interaction.id = $1`,
    [held.id],
  );
  return row ?? null;
}

/** Colleagues who were asked in and are rung or there. */
export function colleaguesOn({ parties }: LiveCall): LiveCall['parties'] {
  return parties.filter(
    ({ role, state }) => role === 'guest' && (state === 'ringing' || state === 'present'),
  );
}
