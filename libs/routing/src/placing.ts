/** What decides where a piece of work goes: the ticket's owner and whether they are there, who stands in, and its queue. */
import type { Priority } from '@lib/contracts';
import type { Tx } from '@lib/database';

export interface Placing {
  ownerId: string | null;
  ownerWorks: boolean;
  /** Then the owner is not asked; named ahead, a stand-in comes after them. */
  ownerAbsent: boolean;
  standInId: string | null;
  /** Nobody was found to stand in. */
  sought: boolean;
  priority: Priority;
  queueId: string | null;
  ourAddress: string;
}

export async function placingOf(tx: Tx, interactionId: string): Promise<Placing> {
  const [row] = await tx.each<Placing>(
    `SELECT given.place, ticket.owner_id AS "ownerId", ticket.priority, interaction.our_address AS "ourAddress",
       coalesce(owner.disabled_at IS NULL AND owner.id IS NOT NULL, false) AS "ownerWorks",
       standing.absent_why IS NOT NULL AS "ownerAbsent", standing.agent_id AS "standInId",
       standing.id IS NOT NULL AND standing.agent_id IS NULL AS sought,
       coalesce((SELECT id FROM routing.queue WHERE id::text = interaction.data->>'queueId' AND archived_at IS NULL), ticket.queue_id,
         (SELECT mailbox.queue_id FROM email.mailbox WHERE interaction.channel = 'email' AND mailbox.address = interaction.our_address),
         (SELECT queue_id FROM routing.entry_point WHERE channel = interaction.channel AND address = interaction.our_address),
         (SELECT id FROM routing.queue WHERE is_default LIMIT 1)) AS "queueId"
     FROM json_to_recordset($1::json) AS given(place integer, "interactionId" uuid)
     JOIN tickets.interaction ON interaction.id = given."interactionId"
     JOIN tickets.ticket ON ticket.id = interaction.ticket_id
     LEFT JOIN agents.agent AS owner ON owner.id = ticket.owner_id
     LEFT JOIN tickets.stand_in AS standing ON standing.ticket_id = ticket.id AND standing.ended_at IS NULL`,
    { interactionId },
  );
  if (!row) throw new Error('the interaction does not exist');
  return row;
}

/** Whose work a mail goes into without ringing; null: into the queue. */
export function mailGoesTo({ ownerId, ownerWorks, ownerAbsent, standInId, sought }: Placing): string | null {
  if (sought) return null;
  if (ownerAbsent && standInId) return standInId;
  return ownerWorks ? ownerId : standInId;
}
