/** The recording of a call from the announcement to its end: nothing is asked of the carrier before the customer was told. */
import { Injectable } from '@nestjs/common';
import { Outbox } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { logger } from '@lib/platform';
import { CallRecords, type CallRow } from '../calls/call-records.js';
import { phaseOf } from '../calls/call-state.js';
import { CarrierJobs } from '../carrier/carrier-jobs.js';
import { RecordingCarrier } from '../carrier/recording-carrier.js';
import { VoiceUrls } from '../twiml/voice-urls.js';
import { RecordingPolicies, type PolicyInForce } from './recording-policies.js';
import { RecordingRecords, type CallRecording } from './recording-records.js';
import { isRunning, type RecordingMove } from './recording-state.js';

const log = logger('voice');

@Injectable()
export class CallRecordings {
  constructor(
    private readonly database: Database,
    private readonly records: RecordingRecords,
    private readonly policies: RecordingPolicies,
    private readonly calls: CallRecords,
    private readonly jobs: CarrierJobs,
    private readonly outbox: Outbox,
    private readonly carrier: RecordingCarrier,
    private readonly urls: VoiceUrls,
  ) {}

  /** What is still to be said to this customer; null when nothing is recorded, or they were told, or said no. */
  async toAnnounce(tx: Tx, row: CallRow): Promise<PolicyInForce | null> {
    const { callSid, interactionId } = row;
    const policy = interactionId ? await this.policies.inForce(tx, interactionId) : null;
    if (!policy || !interactionId) return null;
    const recording = await this.records.open(tx, callSid, interactionId, policy);
    return recording.state === 'none' ? policy : null;
  }

  /** Whom we called is told when they are there; asked again, it is said once. */
  async announceOutgoing(tx: Tx, row: CallRow): Promise<void> {
    if (await this.toAnnounce(tx, row))
      await this.jobs.put(tx, `announce-recording:${row.callSid}`, {
        kind: 'announce-recording',
        callSid: row.callSid,
      });
  }

  /** False when another key cut the announcement short: it is to be said again. Repeats change nothing. */
  async heard(tx: Tx, callSid: string, keys: string): Promise<boolean> {
    const recording = await this.records.lock(tx, { callSid });
    if (!recording || recording.state !== 'none') return true;
    if (keys === recording.objectionKey) await this.move(tx, recording, 'objected');
    else if (keys !== '') return false;
    else if (await this.move(tx, recording, 'announced'))
      await this.jobs.put(tx, `start-recording:${recording.id}`, { kind: 'start-recording', callSid });
    return true;
  }

  /** The call is over; the carrier ends its recording with the line. */
  async ended(tx: Tx, callSid: string): Promise<void> {
    const recording = await this.records.lock(tx, { callSid });
    if (recording) await this.move(tx, recording, 'ended');
  }

  /** From now on nothing of this call is recorded; with an objection, what there is of it is deleted too. */
  async end(
    tx: Tx,
    callSid: string,
    move: 'made-private' | 'objected' | 'pause-failed',
    byId: string | null,
  ): Promise<void> {
    const recording = await this.records.lock(tx, { callSid });
    if (!recording) return;
    const running = isRunning(recording.state);
    if ((await this.move(tx, recording, move, byId)) && running) await this.stopLater(tx, recording);
  }

  /** Nobody said in time that it is paused, so that it may still be recording: it is stopped. */
  async failClosed(tx: Tx, callSid: string): Promise<void> {
    await this.end(tx, callSid, 'pause-failed', null);
  }

  /** False when it does not stand where this could follow. */
  async changed(tx: Tx, callSid: string, move: 'paused' | 'resumed', byId: string | null): Promise<boolean> {
    const recording = await this.records.lock(tx, { callSid });
    return recording !== null && this.move(tx, recording, move, byId);
  }

  /** What the carrier says of its recording: begun, whole, or that there was nothing to record. */
  async told(tx: Tx, callSid: string, { sid, status }: { sid: string; status: string }): Promise<void> {
    const recording = await this.records.lock(tx, { callSid });
    if (!recording || (recording.recordingSid ?? sid) !== sid) return;
    await this.records.name(tx, recording, sid);
    if (status !== 'completed' && status !== 'absent') return;
    await this.move(tx, recording, 'ended');
    if (status === 'absent') return this.records.emptied(tx, recording.id, 'nothing-recorded');
    await this.jobs.put(tx, `fetch-recording:${recording.id}`, {
      kind: 'fetch-recording',
      callSid,
      recordingId: recording.id,
    });
  }

  /** Said beside the talk; that it was heard to its end is asked for by the document itself. */
  async announce(call: CallRow): Promise<void> {
    if (call.state.conference && call.carrierSid)
      await this.carrier.announce(
        call.state.conference.sid,
        call.carrierSid,
        this.urls.recordingNotice(call.callSid),
      );
  }

  /** `again`: the carrier was asked before, so that it may be recording already. */
  async start(callSid: string, again: boolean): Promise<void> {
    const recording = await this.database.transaction((tx) => this.records.begin(tx, callSid));
    const call = await this.calls.find(callSid);
    if (!recording || !call?.carrierSid || phaseOf(call.state) === 'ended') return;
    const known = again ? await this.carrier.findRunning(call.carrierSid) : null;
    const sid = known ?? (await this.carrier.start(call.carrierSid, callSid));
    await this.database.transaction(async (tx) => {
      const now = await this.records.lock(tx, { callSid });
      if (!now) return;
      await this.records.name(tx, now, sid);
      if (!(await this.move(tx, now, 'started')) && !isRunning(now.state)) await this.stopLater(tx, now);
    });
    log.info({ callSid, recordingSid: sid }, 'a call is recorded');
  }

  /** The carrier will not record it. */
  async notStarted(callSid: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const recording = await this.records.lock(tx, { callSid });
      if (recording) await this.move(tx, recording, 'start-failed');
    });
  }

  /** Asked until the carrier agrees: what it knows no more is stopped. */
  async stop(call: CallRow): Promise<void> {
    const recording = await this.database.transaction((tx) =>
      this.records.lock(tx, { callSid: call.callSid }),
    );
    if (!recording?.recordingSid || !call.carrierSid) return;
    const state = await this.carrier.change(call.carrierSid, recording.recordingSid, 'stopped');
    if (state === 'in-progress' || state === 'paused')
      throw new Error(`the carrier says "${state}" of a recording it was asked to stop`);
  }

  /** Moves it and tells whoever watches the call. */
  private async move(
    tx: Tx,
    recording: CallRecording,
    move: RecordingMove,
    byId: string | null = null,
  ): Promise<boolean> {
    if (!(await this.records.move(tx, recording, move, byId))) return false;
    const { interactionId, callSid } = recording;
    await this.outbox.publish(tx, 'call.changed', {
      subject: { type: 'interaction', id: interactionId },
      data: { interactionId, callSid },
    });
    return true;
  }

  private async stopLater(tx: Tx, { id, callSid }: CallRecording): Promise<void> {
    await this.jobs.put(tx, `stop-recording:${id}`, { kind: 'stop-recording', callSid });
  }
}
