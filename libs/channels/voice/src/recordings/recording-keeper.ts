/** Our copy of a recording: fetched until it is here, deleted when its time is over, and the carrier's copy with it. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Outbox, WorkLoop } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { Clock, logger, RecordingStore } from '@lib/platform';
import { CarrierJobs } from '../carrier/carrier-jobs.js';
import { RecordingCarrier } from '../carrier/recording-carrier.js';
import { readLoudness } from './peaks.js';
import { HELD, RecordingRecords, type CallRecording } from './recording-records.js';

const EVERY_MS = 60_000;
const AT_ONCE = 50;
/** Eight hours of a call; what is larger is no call. */
const LARGEST = 1_000_000_000;
/** By then the carrier has said so itself, or its word was lost. */
const UNFETCHED_MINUTES = 10;
const log = logger('voice');

@Injectable()
export class RecordingKeeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop = new WorkLoop('voice-recordings', EVERY_MS, async () => {
    await this.sweep();
    return false;
  });

  constructor(
    private readonly database: Database,
    private readonly records: RecordingRecords,
    private readonly carrier: RecordingCarrier,
    private readonly store: RecordingStore,
    private readonly jobs: CarrierJobs,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** Fetched and kept before anybody is told. Repeats change nothing. */
  async fetch(id: string): Promise<void> {
    const recording = await this.records.find(id);
    if (!recording?.recordingSid || !isWanted(recording)) return;
    const file = await this.store.put(id, await this.carrier.sound(recording.recordingSid), LARGEST);
    const { seconds, peaks } = await readLoudness(this.store.open(id), file.size);
    const kept = await this.database.transaction(async (tx) => {
      const now = await this.records.lock(tx, { id });
      if (!now || now.deletedAt || now.state === 'objected') return false;
      if (now.storedAt) return true;
      await this.records.stored(tx, now, { ...file, seconds, peaks });
      await this.tell(tx, now);
      return true;
    });
    // They objected while it was on its way.
    if (!kept) await this.store.remove(id);
    log.info({ recording: id, seconds, kept }, 'a recording was fetched');
  }

  /** Everything whose time has come. One that fails is tried again, and stops no other. */
  async sweep(): Promise<void> {
    await this.deleteDue();
    await this.eraseDue();
    await this.fetchForgotten();
  }

  private async deleteDue(): Promise<void> {
    const due = await this.database.query<{ id: string }>(
      `SELECT id FROM voice.recording WHERE deleted_at IS NULL AND delete_at <= $1 AND (state = 'objected' OR NOT ${HELD})
       ORDER BY delete_at LIMIT ${AT_ONCE}`,
      [this.clock.now()],
    );
    for (const { id } of due) await this.delete(id).catch((error: unknown) => this.failed(id, error));
  }

  /** The file first: a row that says "deleted" over a file that is still there would never be looked at again. */
  private async delete(id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const recording = await this.records.lock(tx, { id });
      if (!recording || recording.deletedAt) return;
      // Asked again under the lock: a hold may have been placed since the look.
      if (recording.state !== 'objected' && (await this.records.isHeld(tx, id))) return;
      await this.store.remove(id);
      await this.records.emptied(tx, id, recording.state === 'objected' ? 'objection' : 'retention');
      await this.tell(tx, recording);
    });
  }

  private async eraseDue(): Promise<void> {
    const due = await this.database.query<{ id: string; sid: string }>(
      `SELECT id, recording_sid AS sid FROM voice.recording
       WHERE erased_at IS NULL AND erase_at <= $1 AND recording_sid IS NOT NULL
         -- Where the carrier keeps a copy as long as we do, a hold keeps both; one that should be gone already goes.
         AND (deleted_at IS NOT NULL OR state = 'objected' OR erase_at < delete_at OR NOT ${HELD})
       ORDER BY erase_at LIMIT ${AT_ONCE}`,
      [this.clock.now()],
    );
    for (const { id, sid } of due)
      await this.erase(id, sid).catch((error: unknown) => this.putOff(id, error));
  }

  private async erase(id: string, sid: string): Promise<void> {
    await this.carrier.remove(sid);
    await this.database.transaction(async (tx) => {
      await tx.query(`UPDATE voice.recording SET erased_at = $2 WHERE id = $1`, [id, this.clock.now()]);
      await this.records.note(tx, id, 'deleted-at-carrier');
    });
  }

  /** Asked again until the carrier agrees, at last once a day. */
  private async putOff(id: string, error: unknown): Promise<void> {
    this.failed(id, error);
    await this.database.query(
      `UPDATE voice.recording SET erase_tries = erase_tries + 1,
         erase_at = $2::timestamptz + least(1440, 2 ^ least(erase_tries, 11)) * interval '1 minute' WHERE id = $1`,
      [id, this.clock.now()],
    );
  }

  /** Once an hour for each whose sound never came. */
  private async fetchForgotten(): Promise<void> {
    const hour = this.clock.now().toISOString().slice(0, 13);
    await this.database.transaction(async (tx) => {
      const waiting = await tx.query<{ id: string; callSid: string }>(
        `SELECT id, call_sid AS "callSid" FROM voice.recording
         WHERE stored_at IS NULL AND deleted_at IS NULL AND state = 'stopped' AND recording_sid IS NOT NULL
           AND ended_at < $1::timestamptz - interval '${UNFETCHED_MINUTES} minutes' ORDER BY ended_at LIMIT ${AT_ONCE}`,
        [this.clock.now()],
      );
      for (const { id, callSid } of waiting)
        await this.jobs.put(tx, `fetch-recording:${id}:${hour}`, {
          kind: 'fetch-recording',
          callSid,
          recordingId: id,
        });
    });
  }

  private async tell(tx: Tx, { interactionId, callSid }: CallRecording): Promise<void> {
    await this.outbox.publish(tx, 'call.changed', {
      subject: { type: 'interaction', id: interactionId },
      data: { interactionId, callSid },
    });
  }

  private failed(id: string, error: unknown): void {
    log.warn({ err: error, recording: id }, 'a recording could not be deleted; will be tried again');
  }
}

function isWanted({ storedAt, deletedAt, state }: CallRecording): boolean {
  return storedAt === null && deletedAt === null && state !== 'objected';
}
