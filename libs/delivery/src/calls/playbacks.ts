/** Who listened to which recording: one row for each listening, written before its first sound leaves, never removed. */
import { Injectable } from '@nestjs/common';
import { Problem, type HeardSoFar, type Playback } from '@lib/contracts';
import { Database } from '@lib/database';
import { Clock, newId, type Principal } from '@lib/platform';
import { z } from 'zod';

/** Nobody listens for longer: the same id is then another listening, and needs a row of its own. */
const LONGEST = `interval '12 hours'`;
const SHOWN = 50;
const utc = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

@Injectable()
export class Playbacks {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Asked for any number of ranges it stays one row. Errors: `invalid-input` for an id that is not this listening's. */
  async sounded(principal: Principal, recordingId: string, id: string): Promise<void> {
    const rows = await this.database.query(
      `INSERT INTO delivery.playback (id, recording_id, agent_id, kind, began_at, last_at) VALUES ($1, $2, $3, 'listened', $4, $4)
       ON CONFLICT (id) DO UPDATE SET last_at = greatest(playback.last_at, excluded.last_at)
       WHERE playback.recording_id = excluded.recording_id AND playback.agent_id = excluded.agent_id
         AND playback.kind = 'listened' AND playback.began_at > excluded.began_at - ${LONGEST}
       RETURNING id`,
      [id, recordingId, principal.agentId, this.clock.now()],
    );
    if (rows.length === 0)
      throw new Problem('invalid-input', 'Each listening has an id of its own', [
        { path: 'playback', message: 'of another listening' },
      ]);
  }

  /** What the player says was heard, as far as there is sound. Errors: `not-found` for somebody else's, or one long over. */
  async heard(principal: Principal, id: string, { from, to }: HeardSoFar): Promise<void> {
    const rows = z.uuid().safeParse(id).success
      ? await this.database.query(
          `UPDATE delivery.playback SET last_at = greatest(last_at, $3),
             from_second = least(from_second, $4, recorded.seconds),
             to_second = least(greatest(to_second, $5), recorded.seconds)
           FROM bus.call_recording AS recorded
           WHERE playback.id = $1 AND agent_id = $2 AND kind = 'listened' AND recorded.id = playback.recording_id
             AND began_at > $3::timestamptz - ${LONGEST} RETURNING playback.id`,
          [id, principal.agentId, this.clock.now(), from, to],
        )
      : [];
    if (rows.length === 0) throw new Problem('not-found');
  }

  /** Each is a row of its own. */
  async downloaded(principal: Principal, recording: { id: string; seconds: number | null }): Promise<void> {
    await this.database.query(
      `INSERT INTO delivery.playback (id, recording_id, agent_id, kind, began_at, last_at, from_second, to_second)
       VALUES ($1, $2, $3, 'downloaded', $4, $4, 0, $5)`,
      [newId(), recording.id, principal.agentId, this.clock.now(), recording.seconds],
    );
  }

  /** The newest first. */
  of(recordingId: string): Promise<Playback[]> {
    return this.database.query<Playback>(
      `SELECT playback.id, jsonb_build_object('id', playback.agent_id, 'name', coalesce(agent.name, ''), 'photo', agent.photo) AS by,
         kind, ${utc('began_at')} AS at, ${utc('last_at')} AS "lastAt", from_second AS "from", to_second AS "to"
       FROM delivery.playback LEFT JOIN agents.agent ON agent.id = playback.agent_id
       WHERE recording_id = $1 ORDER BY began_at DESC, playback.id DESC LIMIT ${SHOWN}`,
      [recordingId],
    );
  }
}
