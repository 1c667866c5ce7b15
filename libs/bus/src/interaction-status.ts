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
  /** By libs/routing/SPEC.md R19, never more than what was told before; null when nobody is at work in the queue. */
  estimatedWaitSeconds: number | null;
  /** The caller is better served by this than by waiting on; decided where work is routed, for the voice channel to offer. */
  divertedTo: 'voicemail' | 'callback' | null;
  /** The queue offers to call back who waits in it. */
  callbackOffered: boolean;
  agent: { id: string; name: string; photo: string | null } | null;
}

@Injectable()
export class InteractionStatus {
  constructor(private readonly database: Database) {}

  async find(channel: Channel, threadKey: string): Promise<InteractionStatusRow | null> {
    const [row] = await this.database.query<InteractionStatusRow>(
      `SELECT interaction_id AS "interactionId", ticket_id AS "ticketId", ticket_number AS "ticketNumber",
              state, position, estimated_wait_seconds AS "estimatedWaitSeconds",
              diverted_to AS "divertedTo", callback_offered AS "callbackOffered", agent
       FROM bus.interaction_status WHERE channel = $1 AND thread_key = $2`,
      [channel, threadKey],
    );
    return row ?? null;
  }
}
