/** Who hears whom: the pure matrix behind hold, mute, monitor, whisper and barge, and the N-1 sum over it. */
import { silence, sum, type Frame } from './frame.js';

export interface Voice {
  id: string;
  muted: boolean;
  hold: boolean;
  /** Set while coaching: the one party who hears this voice. */
  coaches: string | null;
}

export function hears(listener: Voice, speaker: Voice): boolean {
  if (listener.id === speaker.id || listener.hold || speaker.hold || speaker.muted) return false;
  return speaker.coaches === null || speaker.coaches === listener.id;
}

/** One frame per voice. A voice in `voices` without an entry in `spoken` is silent in this tick. */
export function mix(voices: readonly Voice[], spoken: ReadonlyMap<string, Frame>): Map<string, Frame> {
  const heard = new Map<string, Frame>();
  for (const listener of voices) {
    const frames = voices
      .filter((speaker) => hears(listener, speaker))
      .map((speaker) => spoken.get(speaker.id))
      .filter((frame) => frame !== undefined);
    heard.set(listener.id, frames.length === 0 ? silence() : sum(frames));
  }
  return heard;
}
