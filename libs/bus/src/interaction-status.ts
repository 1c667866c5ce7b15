/** The one view an edge has of the core: where a conversation stands, to tell its customer. */
import { Injectable } from '@nestjs/common';
import type { Channel, InteractionState } from '@lib/contracts';
import { Database } from '@lib/database';

export interface InteractionStatusRow {
  interactionId: string;
  ticketId: string;
  ticketNumber: string;
  state: InteractionState;
  /** 1 = next; null when nobody needs to be waited for. */
  position: number | null;
  /** By voice.md §8: max(0, position − free + 1) × mean handling ÷ staffed; null when nobody is staffed. */
  estimatedWaitSeconds: number | null;
  agent: { id: string; name: string; photo: string | null } | null;
}

@Injectable()
export class InteractionStatus {
  constructor(private readonly database: Database) {}

  async find(channel: Channel, threadKey: string): Promise<InteractionStatusRow | null> {
    const [row] = await this.database.query<InteractionStatusRow>(
      `SELECT interaction_id AS "interactionId", ticket_id AS "ticketId", ticket_number AS "ticketNumber",
              state, position, estimated_wait_seconds AS "estimatedWaitSeconds", agent
       FROM bus.interaction_status WHERE channel = $1 AND thread_key = $2`,
      [channel, threadKey],
    );
    return row ?? null;
  }
}
