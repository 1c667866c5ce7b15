/** Calls that are recorded, in the queue that says so, and what their agents wish of the recording. */
import type { RecordingState, WriteRecordingPolicy } from '@lib/contracts';
import { RecordingPolicies } from '../../libs/channels/voice/src/recordings/recording-policies.js';
import {
  RecordingControlService,
  type RecordingWish,
} from '../../libs/delivery/src/calls/recording-control.service.js';
import { until, type Agent, type Caller, type VoiceHouse } from './voice-house.js';

const policy: WriteRecordingPolicy = {
  enabled: true,
  purpose: 'quality',
  legalBasis: 'legitimate-interest',
  announcement: { fr: 'Cet appel est enregistré.', en: 'This call is recorded.' },
  retentionDays: 180,
  objectionKey: '9',
  keepAtCarrier: false,
};

export async function startRecording(house: VoiceHouse): Promise<void> {
  await house.get(RecordingPolicies).set(house.stage.admin, house.queues.recorded, policy, 0);
}

/** Waits until one of these is so; answers which. */
export function recordingIs(
  house: VoiceHouse,
  { sid }: Caller,
  ...states: RecordingState[]
): Promise<RecordingState> {
  return until(() =>
    house.stage.value<RecordingState | undefined>(
      `SELECT state FROM bus.call_recording WHERE call_sid = $1 AND state = ANY($2)`,
      [sid, states],
    ),
  );
}

export async function wishes(
  house: VoiceHouse,
  caller: Caller,
  agent: Agent,
  wish: RecordingWish,
): Promise<void> {
  const { id } = await house.interaction(caller);
  await house.get(RecordingControlService).wish(agent.principal, id, wish);
}
