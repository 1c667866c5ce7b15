/** Who may listen to a recording: whoever may see its ticket or was on the call, supervisors to their team's, administrators to all. */
import { Injectable } from '@nestjs/common';
import { Problem, type RecordingDeletion, type RecordingState } from '@lib/contracts';
import { Database } from '@lib/database';
import type { Principal } from '@lib/platform';
import { watchesSql } from '@lib/supervision';
import { TicketAccess } from '@lib/tickets';
import { z } from 'zod';
import type { RecordingMoment } from './recording-gaps.js';

export interface HeardRecording {
  id: string;
  ticketId: string;
  ticketNumber: string;
  state: RecordingState;
  startedAt: Date | null;
  seconds: number | null;
  /** Bytes; null while it is not here, and when it is gone. */
  size: number | null;
  sha256: string | null;
  peaks: number[][] | null;
  deleteAt: Date | null;
  deletedAt: Date | null;
  deletion: RecordingDeletion | null;
  events: RecordingMoment[];
  hold: { reason: string; at: string; byId: string } | null;
}

interface Row extends HeardRecording {
  wasOn: boolean;
  isTeams: boolean;
}

@Injectable()
export class RecordingAccess {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
  ) {}

  /** Errors: `not-found` for what one may not see, whether it exists or not; `forbidden` for another team's. */
  async require(principal: Principal, id: string): Promise<HeardRecording> {
    const row = z.uuid().safeParse(id).success ? await this.read(principal, id) : null;
    if (!row) throw new Problem('not-found');
    if (principal.role === 'admin' || row.wasOn) return row;
    const visible = await this.access.visibleTo(principal, [row.ticketId]);
    if (visible.length === 0) throw new Problem('not-found');
    if (principal.role === 'supervisor' && !row.isTeams)
      throw new Problem('forbidden', 'Another team’s call');
    return row;
  }

  private async read(principal: Principal, id: string): Promise<Row | null> {
    const [row] = await this.database.query<Row>(
      `SELECT recorded.id, interaction.ticket_id AS "ticketId", ticket.number::text AS "ticketNumber", recorded.state,
         recorded.started_at AS "startedAt", recorded.seconds, recorded.size::float AS size, recorded.sha256, recorded.peaks,
         recorded.delete_at AS "deleteAt", recorded.deleted_at AS "deletedAt", recorded.deletion, recorded.events, recorded.hold,
         coalesce(interaction.agent_id = $2, false) OR EXISTS (
           SELECT 1 FROM bus.call_status AS call, jsonb_array_elements(call.parties) AS party
           WHERE call.call_sid = recorded.call_sid AND party->>'agentId' = $2::text AND party->>'role' <> 'supervisor'
             AND party->>'state' IN ('present', 'left')) AS "wasOn",
         ${watchesSql('$2', 'interaction.agent_id')} AS "isTeams"
       FROM bus.call_recording AS recorded JOIN tickets.interaction ON interaction.id = recorded.interaction_id
       JOIN tickets.ticket ON ticket.id = interaction.ticket_id
       WHERE recorded.id = $1 AND recorded.started_at IS NOT NULL`,
      [id, principal.agentId],
    );
    return row ?? null;
  }
}

/** An objection counts at once, also while the file is still on its way to be deleted. */
export function isGone({ state, deletedAt }: HeardRecording): boolean {
  return deletedAt !== null || state === 'objected';
}
