/** Where the recording of a call may go from where it stands: pure; what is not in the table does not happen. */
import type { RecordingEventKind, RecordingState } from '@lib/contracts';

export type RecordingMove = Extract<
  RecordingEventKind,
  | 'announced'
  | 'objected'
  | 'started'
  | 'paused'
  | 'resumed'
  | 'made-private'
  | 'pause-failed'
  | 'start-failed'
  | 'ended'
>;

/** Nothing leads out of `objected`, and nothing but an objection out of `stopped`. */
const moves: Record<RecordingState, Partial<Record<RecordingMove, RecordingState>>> = {
  none: { announced: 'announced', objected: 'objected', 'made-private': 'stopped', ended: 'stopped' },
  announced: {
    started: 'recording',
    'pause-failed': 'stopped',
    'start-failed': 'stopped',
    objected: 'objected',
    'made-private': 'stopped',
    ended: 'stopped',
  },
  recording: {
    paused: 'paused',
    'pause-failed': 'stopped',
    'made-private': 'stopped',
    objected: 'objected',
    ended: 'stopped',
  },
  paused: { resumed: 'recording', 'made-private': 'stopped', objected: 'objected', ended: 'stopped' },
  stopped: { objected: 'objected' },
  objected: {},
};

/** Null when this cannot follow: a repeat, or news that came too late. */
export function afterMove(state: RecordingState, move: RecordingMove): RecordingState | null {
  return moves[state][move] ?? null;
}

/** Sound may be reaching the carrier's disk. */
export function isRunning(state: RecordingState): boolean {
  return state === 'recording' || state === 'paused';
}
