/** Legal hold: an administrator keeps a recording past its time for a legal matter, and lets it go again; each with a reason. */
import { Injectable } from '@nestjs/common';
import { Problem } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { Clock, newId, requireRole, type Principal } from '@lib/platform';
import { z } from 'zod';
import { RecordingRecords, type CallRecording } from './recording-records.js';

@Injectable()
export class RecordingHolds {
  constructor(
    private readonly database: Database,
    private readonly records: RecordingRecords,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /**
   * Errors: `forbidden`, `not-found`, `recording-gone`, `move-not-allowed` when it is held already. To what the customer
   * objected no hold applies: see docs/decisions/0022-a-hold-outlasts-retention-not-an-objection.md.
   */
  async place(principal: Principal, id: string, reason: string): Promise<void> {
    await this.onKept(principal, id, async (tx, recording) => {
      const placed = await tx.query(
        `INSERT INTO voice.recording_hold (id, recording_id, reason, placed_at, placed_by) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (recording_id) WHERE lifted_at IS NULL DO NOTHING RETURNING id`,
        [newId(), recording.id, reason, this.clock.now(), principal.agentId],
      );
      if (placed.length === 0) throw new Problem('move-not-allowed', 'It is held already');
      await this.records.note(tx, recording.id, 'held', principal.agentId);
    });
  }

  /** From the next sweep on its time counts again. Errors: `forbidden`, `not-found`, `recording-gone`, `move-not-allowed` when nothing holds it. */
  async lift(principal: Principal, id: string, reason: string): Promise<void> {
    await this.onKept(principal, id, async (tx, recording) => {
      const lifted = await tx.query(
        `UPDATE voice.recording_hold SET lifted_reason = $2, lifted_at = $3, lifted_by = $4
         WHERE recording_id = $1 AND lifted_at IS NULL RETURNING id`,
        [recording.id, reason, this.clock.now(), principal.agentId],
      );
      if (lifted.length === 0) throw new Problem('move-not-allowed', 'Nothing holds it');
      await this.records.note(tx, recording.id, 'released', principal.agentId);
    });
  }

  /** Under the lock under which it would be deleted. */
  private async onKept(
    principal: Principal,
    id: string,
    work: (tx: Tx, recording: CallRecording) => Promise<void>,
  ): Promise<void> {
    requireRole(principal, 'admin');
    if (!z.uuid().safeParse(id).success) throw new Problem('not-found');
    await this.database.transaction(async (tx) => {
      const recording = await this.records.lock(tx, { id });
      if (!recording || recording.startedAt === null) throw new Problem('not-found');
      if (recording.deletedAt || recording.state === 'objected') throw new Problem('recording-gone');
      await work(tx, recording);
      const { interactionId, callSid } = recording;
      await this.outbox.publish(tx, 'call.changed', {
        subject: { type: 'interaction', id: interactionId },
        data: { interactionId, callSid },
      });
    });
  }
}
