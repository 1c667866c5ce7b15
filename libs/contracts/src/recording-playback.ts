/** Listening to the recording of a call: what a player needs, who listened before, and what keeps it past its time. */
import { z } from 'zod';
import { RecordingDeletion } from './call-recording.js';
import { AgentRef } from './views.js';

const when = z.iso.datetime();
const second = z.int().min(0).max(86_400);
const reason = z.string().trim().min(1).max(500);

export const PlaybackKind = z.enum(['listened', 'downloaded']);
export type PlaybackKind = z.infer<typeof PlaybackKind>;

/** One listening. `from` and `to` are seconds, null when sound was sent and the player never said how much was heard. */
export const Playback = z.object({
  id: z.uuid(),
  by: AgentRef,
  kind: PlaybackKind,
  at: when,
  lastAt: when,
  from: second.nullable(),
  to: second.nullable(),
});
export type Playback = z.infer<typeof Playback>;

/** Kept past its time, for a legal matter. */
export const RecordingHold = z.object({ reason: z.string(), at: when, by: AgentRef });
export type RecordingHold = z.infer<typeof RecordingHold>;

export const StoredRecording = z.object({
  id: z.uuid(),
  /** `awaited`: on its way from the carrier. */
  state: z.enum(['awaited', 'stored', 'deleted']),
  seconds: second,
  /** Loudness over time, 0 to 100, at most 400 places: of the customer, then of the house. */
  peaks: z.array(z.array(z.int().min(0).max(100))),
  /** Where the recording was paused, in its own seconds, and how many seconds were left out; null when nobody ended the pause. */
  gaps: z.array(z.object({ at: second, lasted: second.nullable() })),
  deleteAt: when.nullable(),
  deletedAt: when.nullable(),
  deletion: RecordingDeletion.nullable(),
  hold: RecordingHold.nullable(),
  /** The newest first, at most 50. */
  playbacks: z.array(Playback),
  may: z.object({ download: z.boolean(), hold: z.boolean() }),
});
export type StoredRecording = z.infer<typeof StoredRecording>;

/** `playback` is made by the player, one for each listening: all its requests for sound bear it. */
export const SoundQuery = z.object({ playback: z.uuid() });
export type SoundQuery = z.infer<typeof SoundQuery>;

/** The first and the furthest second that were heard. */
export const HeardSoFar = z
  .strictObject({ from: second, to: second })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'Before `from`' });
export type HeardSoFar = z.infer<typeof HeardSoFar>;

export const HoldRecording = z.strictObject({ reason });
export type HoldRecording = z.infer<typeof HoldRecording>;
