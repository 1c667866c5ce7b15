/** Carries out what an agent wants of a recording that goes on; a pause that is not confirmed in time ends it. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Timers, type ClaimedDispatch, type DispatchOutcome } from '@lib/bus';
import { Database } from '@lib/database';
import { logger } from '@lib/platform';
import { CallRecords } from '../calls/call-records.js';
import { RecordingCarrier } from '../carrier/recording-carrier.js';
import { CallRecordings } from './call-recordings.js';
import { RecordingRecords } from './recording-records.js';

type Claim = ClaimedDispatch<'voice'>;
export type RecordingWish = Extract<Claim['body']['kind'], `record-${string}`>;

/** A wish older than its third try is no longer what the agent wants. */
const maxTries = 3;
const log = logger('voice');

@Injectable()
export class RecordingChanges implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly records: RecordingRecords,
    private readonly recordings: CallRecordings,
    private readonly calls: CallRecords,
    private readonly carrier: RecordingCarrier,
    private readonly timers: Timers,
  ) {}

  onModuleInit(): void {
    this.timers.on('recording-pause', (timer, tx) => this.recordings.failClosed(tx, timer.key));
  }

  send(kind: RecordingWish, claimed: Claim): Promise<DispatchOutcome> {
    const byId = claimed.body.agentId ?? null;
    if (kind === 'record-private') return this.stop(claimed.body.callSid, 'made-private', byId);
    if (kind === 'record-object') return this.stop(claimed.body.callSid, 'objected', byId);
    return kind === 'record-pause' ? this.pause(claimed, byId) : this.resume(claimed, byId);
  }

  /** Needs no word of the carrier: from now on nothing of it is kept. */
  private async stop(
    callSid: string,
    move: 'made-private' | 'objected',
    byId: string | null,
  ): Promise<DispatchOutcome> {
    await this.database.transaction((tx) => this.recordings.end(tx, callSid, move, byId));
    return { state: 'sent' };
  }

  /** Only "paused" is a pause: a carrier that answers anything else, or nothing, goes on recording. */
  private async pause({ body: { callSid } }: Claim, byId: string | null): Promise<DispatchOutcome> {
    const answer = await this.ask(callSid, 'paused').catch((error: unknown) => {
      log.warn({ err: error, callSid }, 'the carrier did not pause a recording');
      return null;
    });
    return this.database.transaction(async (tx): Promise<DispatchOutcome> => {
      if (answer !== 'paused') await this.recordings.failClosed(tx, callSid);
      else if (await this.recordings.changed(tx, callSid, 'paused', byId))
        await this.timers.cancel(tx, 'recording-pause', callSid);
      return answer === 'paused' ? { state: 'sent' } : { state: 'failed', detail: 'not paused: stopped' };
    });
  }

  private async resume(claimed: Claim, byId: string | null): Promise<DispatchOutcome> {
    const { callSid } = claimed.body;
    try {
      const answer = await this.ask(callSid, 'in-progress');
      if (answer !== 'in-progress') return { state: 'failed', detail: `the carrier says "${answer}"` };
      await this.database.transaction((tx) => this.recordings.changed(tx, callSid, 'resumed', byId));
      return { state: 'sent' };
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      if (claimed.attempts >= maxTries) return { state: 'failed', detail };
      return { state: 'retry', detail, afterMs: 250 * 2 ** claimed.attempts };
    }
  }

  /** Null when there is nothing running to be changed. */
  private async ask(callSid: string, status: 'paused' | 'in-progress'): Promise<string | null> {
    const recording = await this.database.transaction((tx) => this.records.lock(tx, { callSid }));
    const call = await this.calls.find(callSid);
    const from = status === 'paused' ? 'recording' : 'paused';
    if (recording?.state !== from || !recording.recordingSid || !call?.carrierSid) return null;
    return this.carrier.change(call.carrierSid, recording.recordingSid, status);
  }
}
