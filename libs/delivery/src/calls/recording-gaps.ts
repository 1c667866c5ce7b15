/** Where a recording was paused, on its own clock: what was said meanwhile is not in it, so that each pause is one point. Pure. */
import type { RecordingEventKind, StoredRecording } from '@lib/contracts';

export interface RecordingMoment {
  what: RecordingEventKind;
  at: string;
}

/** `events` in their order; `seconds`: how long the sound is. A pause that nobody ended lasted until the call's end: null. */
export function gapsOf(events: RecordingMoment[], seconds: number): StoredRecording['gaps'] {
  const began = events.find(({ what }) => what === 'started');
  if (!began) return [];
  let leftOut = 0;
  return events.flatMap(({ what, at }, index) => {
    if (what !== 'paused') return [];
    const next = events[index + 1];
    const heard = (Date.parse(at) - Date.parse(began.at) - leftOut) / 1_000;
    const lasted = next?.what === 'resumed' ? Date.parse(next.at) - Date.parse(at) : null;
    leftOut += lasted ?? 0;
    return [
      {
        at: Math.min(seconds, Math.max(0, Math.round(heard))),
        lasted: lasted === null ? null : Math.round(lasted / 1_000),
      },
    ];
  });
}
