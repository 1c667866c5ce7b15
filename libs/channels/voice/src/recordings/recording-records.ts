/** The SQL of recordings: each move is made under the lock of the row, with the event that tells of it beside it. */
import { Injectable } from '@nestjs/common';
import type { RecordingDeletion, RecordingEventKind, RecordingState } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { Clock, newId } from '@lib/platform';
import { afterMove, type RecordingMove } from './recording-state.js';
import type { PolicyInForce } from './recording-policies.js';

export interface CallRecording {
  id: string;
  callSid: string;
  interactionId: string;
  state: RecordingState;
  startedAt: Date | null;
  recordingSid: string | null;
  storedAt: Date | null;
  deletedAt: Date | null;
  keepAtCarrier: boolean;
  objectionKey: string;
}

const columns = `recording.id, recording.call_sid AS "callSid", recording.interaction_id AS "interactionId", recording.state,
  recording.started_at AS "startedAt", recording.recording_sid AS "recordingSid", recording.stored_at AS "storedAt",
  recording.deleted_at AS "deletedAt",
  policy.keep_at_carrier AS "keepAtCarrier", policy.objection_key AS "objectionKey"
  FROM voice.recording JOIN voice.recording_policy AS policy
    ON policy.queue_id = recording.queue_id AND policy.version = recording.policy_version`;

/** A legal matter needs it, whatever its time is. */
export const HELD = `EXISTS (SELECT 1 FROM voice.recording_hold AS hold WHERE hold.recording_id = recording.id AND hold.lifted_at IS NULL)`;

@Injectable()
export class RecordingRecords {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async lock(tx: Tx, by: { callSid: string } | { id: string }): Promise<CallRecording | null> {
    const [condition, value] = 'id' in by ? ['id', by.id] : ['call_sid', by.callSid];
    const [row] = await tx.query<CallRecording>(
      `SELECT ${columns} WHERE recording.${condition} = $1 FOR UPDATE OF recording`,
      [value],
    );
    return row ?? null;
  }

  /** The recording of this call, to be announced; the one it has already, asked again. */
  async open(tx: Tx, callSid: string, interactionId: string, policy: PolicyInForce): Promise<CallRecording> {
    await tx.query(
      `INSERT INTO voice.recording (id, call_sid, interaction_id, queue_id, policy_version, state, changed_at)
       VALUES ($1, $2, $3, $4, $5, 'none', $6) ON CONFLICT (call_sid) DO NOTHING`,
      [newId(), callSid, interactionId, policy.queueId, policy.version, this.clock.now()],
    );
    const row = await this.lock(tx, { callSid });
    if (!row) throw new Error('the recording vanished');
    return row;
  }

  /** False when it cannot follow on where the recording stands. `byId`: who of the house did it. */
  async move(tx: Tx, row: CallRecording, move: RecordingMove, byId: string | null = null): Promise<boolean> {
    const state = afterMove(row.state, move);
    if (state === null) return false;
    const now = this.clock.now();
    await tx.query(
      `UPDATE voice.recording SET state = $2, changed_at = $3,
         announced_at = CASE WHEN $4 = 'announced' THEN $3 ELSE announced_at END,
         ended_at = CASE WHEN $2 IN ('stopped', 'objected') THEN coalesce(ended_at, $3) ELSE ended_at END,
         delete_at = CASE WHEN $2 = 'objected' THEN $3 ELSE delete_at END
       WHERE id = $1`,
      [row.id, state, now, move],
    );
    await this.note(tx, row.id, move, byId);
    row.state = state;
    return true;
  }

  /**
   * Takes the right to ask the carrier, in one statement with the proof that the announcement was heard before; the
   * answer is the row, or null when there is no such proof or no need.
   */
  async begin(tx: Tx, callSid: string): Promise<CallRecording | null> {
    const rows = await tx.query(
      `UPDATE voice.recording SET started_at = coalesce(started_at, greatest($2, announced_at)),
         delete_at = coalesce(delete_at, $2 + (SELECT policy.retention_days FROM voice.recording_policy AS policy
           WHERE policy.queue_id = recording.queue_id AND policy.version = recording.policy_version) * interval '1 day')
       WHERE call_sid = $1 AND state = 'announced' AND EXISTS (
         SELECT 1 FROM voice.recording_event AS heard
         WHERE heard.recording_id = recording.id AND heard.what = 'announced')
       RETURNING id`,
      [callSid, this.clock.now()],
    );
    return rows.length > 0 ? this.lock(tx, { callSid }) : null;
  }

  /** What the carrier calls it; the first name stays. */
  async name(tx: Tx, row: CallRecording, recordingSid: string): Promise<void> {
    if (row.recordingSid !== null) return;
    await tx.query(
      `UPDATE voice.recording SET recording_sid = $2, erase_at = CASE WHEN state = 'objected' THEN $3 ELSE erase_at END
       WHERE id = $1 AND recording_sid IS NULL`,
      [row.id, recordingSid, this.clock.now()],
    );
    row.recordingSid = recordingSid;
  }

  async stored(
    tx: Tx,
    row: CallRecording,
    file: { sha256: string; size: number; seconds: number; peaks: number[][] },
  ): Promise<void> {
    const now = this.clock.now();
    await tx.query(
      `UPDATE voice.recording SET sha256 = $2, size = $3, seconds = $4, peaks = $5, stored_at = $6,
         erase_at = CASE WHEN $7 THEN delete_at ELSE $6 END WHERE id = $1`,
      [row.id, file.sha256, file.size, file.seconds, JSON.stringify(file.peaks), now, row.keepAtCarrier],
    );
    await this.note(tx, row.id, 'stored');
  }

  async isHeld(tx: Tx, id: string): Promise<boolean> {
    const rows = await tx.query(`SELECT 1 FROM voice.recording WHERE id = $1 AND ${HELD}`, [id]);
    return rows.length > 0;
  }

  /** What is left says that there was something, and why it is gone. */
  async emptied(tx: Tx, id: string, deletion: RecordingDeletion): Promise<void> {
    const now = this.clock.now();
    await tx.query(
      `UPDATE voice.recording SET sha256 = NULL, size = NULL, peaks = NULL, deleted_at = $2, deletion = $3,
         erase_at = CASE WHEN recording_sid IS NOT NULL THEN $2::timestamptz END WHERE id = $1`,
      [id, now, deletion],
    );
    await this.note(tx, id, 'deleted');
  }

  async note(
    tx: Tx,
    recordingId: string,
    what: RecordingEventKind,
    byId: string | null = null,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO voice.recording_event (id, recording_id, what, at, by_id) VALUES ($1, $2, $3, $4, $5)`,
      [newId(), recordingId, what, this.clock.now(), byId],
    );
  }

  async find(id: string): Promise<CallRecording | null> {
    const [row] = await this.database.query<CallRecording>(`SELECT ${columns} WHERE recording.id = $1`, [id]);
    return row ?? null;
  }
}
