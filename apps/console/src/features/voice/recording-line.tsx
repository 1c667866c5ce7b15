/** Whether my call is recorded, and what I can do about it: pause for a card number, keep it private, or no recording at all. */
import type { ReactNode } from 'react';
import { Circle, CircleOff, CirclePause, Lock, Pause, Play } from 'lucide-react';
import type { InteractionView, LiveRecording } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { useSay } from '../../i18n.js';
import { timerText } from '../../ui/time-text.js';
import { recordingActs } from './call-acts.js';

/** A card number is read out in less; after it, whoever forgot is asked. */
const remindAfterMs = 180_000;

interface Props {
  call: InteractionView;
  now: number;
}

export function RecordingLine({ call, now }: Props) {
  const say = useSay();
  const recording = call.call?.recording;
  if (!recording) return null;
  const paused = recording.state === 'paused' ? Math.max(0, now - Date.parse(recording.since)) : null;
  const text =
    paused !== null && paused >= remindAfterMs
      ? say('recording.paused-long', { time: timerText(paused - (paused % 60_000)) })
      : say(textOf(recording), { time: timerText(paused ?? 0) });
  return (
    <div
      className="said call-party"
      role={recording.fault ? 'alert' : 'status'}
      data-testid="call-recording"
      data-state={recording.state}
    >
      <Mark state={recording.state} />
      <span>{text}</span>
      <Acts call={call} state={recording.state} />
    </div>
  );
}

function Acts({ call, state }: { call: InteractionView; state: LiveRecording['state'] }): ReactNode {
  const say = useSay();
  if (state === 'stopped' || state === 'objected') return null;
  return (
    <>
      {state === 'recording' && (
        <button
          type="button"
          onClick={() => void recordingActs.pause(call)}
          title={say('recording.pause-hint')}
          data-testid="recording-pause"
        >
          <Pause className="ic" aria-hidden="true" />
          {say('recording.pause')}
        </button>
      )}
      {state === 'paused' && (
        <button type="button" onClick={() => void recordingActs.resume(call)} data-testid="recording-resume">
          <Play className="ic" aria-hidden="true" />
          {say('recording.resume')}
        </button>
      )}
      <button
        type="button"
        onClick={() => void recordingActs.keepPrivate(call)}
        data-testid="recording-private"
      >
        <Lock className="ic" aria-hidden="true" />
        {say('recording.private')}
      </button>
      <button type="button" onClick={() => void recordingActs.object(call)} data-testid="recording-object">
        <CircleOff className="ic" aria-hidden="true" />
        {say('recording.object')}
      </button>
    </>
  );
}

function Mark({ state }: { state: LiveRecording['state'] }) {
  if (state === 'recording') return <Circle className="ic recording-on" aria-hidden="true" />;
  const Icon = state === 'paused' ? CirclePause : CircleOff;
  return <Icon className="ic" aria-hidden="true" />;
}

function textOf({ state, fault }: LiveRecording): MessageId {
  if (fault) return `recording.${fault}`;
  return `recording.${state}`;
}
