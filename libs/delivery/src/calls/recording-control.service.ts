/** What an agent wants of the recording of their call: pause it for what may not be kept, go on, keep it private, or no recording at all. */
import { Injectable } from '@nestjs/common';
import { Problem, type RecordingState, type VoiceDispatch } from '@lib/contracts';
import { Dispatches, Timers } from '@lib/bus';
import type { Tx } from '@lib/database';
import { Clock, newId, type Principal } from '@lib/platform';
import { CallControlService } from './call-control.service.js';
import type { LiveCall } from './live-call.js';

export type RecordingWish = Extract<
  VoiceDispatch['kind'],
  'record-pause' | 'record-resume' | 'record-private' | 'record-object'
>;

/** A pause that the carrier has not confirmed by then is none: the recording is stopped. */
export const PAUSE_WITHIN_MS = 2_000;
const over: readonly RecordingState[] = ['stopped', 'objected'];

@Injectable()
export class RecordingControlService {
  constructor(
    private readonly control: CallControlService,
    private readonly dispatches: Dispatches,
    private readonly timers: Timers,
    private readonly clock: Clock,
  ) {}

  /** Answers the ticket's id. Errors: those of a hold, and `move-not-allowed` when nothing of this call is recorded. */
  async wish(principal: Principal, id: string, kind: RecordingWish): Promise<string> {
    return this.control.onMine(principal, id, async (tx, call) => {
      const state = await this.stateOf(tx, call);
      // An objection counts also when the recording is over: what there is of it is deleted.
      if (state === null || (over.includes(state) && kind !== 'record-object'))
        throw new Problem('move-not-allowed', 'This call is not recorded');
      if (kind === 'record-pause') await this.watch(tx, call);
      await this.put(tx, call, kind, principal.agentId);
    });
  }

  private async stateOf(tx: Tx, { callSid }: LiveCall): Promise<RecordingState | null> {
    const [row] = await tx.query<{ state: RecordingState }>(
      `SELECT state FROM bus.call_recording WHERE call_sid = $1`,
      [callSid],
    );
    return row?.state ?? null;
  }

  /** Set with the wish itself: it holds also when nobody comes to carry the wish out. */
  private watch(tx: Tx, { callSid }: LiveCall): Promise<void> {
    const dueAt = new Date(this.clock.now().getTime() + PAUSE_WITHIN_MS);
    return this.timers.set(tx, { kind: 'recording-pause', key: callSid, dueAt, payload: { callSid } });
  }

  /** In a lane of its own: a card number is not kept waiting by a hold that takes its time. */
  private async put(tx: Tx, call: LiveCall, kind: RecordingWish, agentId: string): Promise<void> {
    const { id: interactionId, callSid } = call;
    await this.dispatches.put(
      tx,
      { channel: 'voice', kind, interactionId, callSid, agentId },
      { key: `${kind}:${newId()}`, lane: `recording:${callSid}` },
    );
  }
}
