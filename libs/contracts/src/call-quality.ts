/** How a call sounds at one telephone of the house: what the telephone measures, what is kept of it, and the word for it. */
import { z } from 'zod';

export const QualityLevel = z.enum(['good', 'fair', 'poor']);
export type QualityLevel = z.infer<typeof QualityLevel>;

/** What a telephone noticed, under the names of the provider's browser library. */
export const QualityWarning = z.enum([
  'low-mos',
  'high-jitter',
  'high-rtt',
  'high-packet-loss',
  'high-packets-lost-fraction',
  'low-bytes-sent',
  'low-bytes-received',
  'constant-audio-input-level',
  'ice-connectivity-lost',
]);
export type QualityWarning = z.infer<typeof QualityWarning>;

/** A telephone tells every five seconds; one that was held up tells of a little more at once. */
export const QUALITY_PART_SECONDS = { usual: 5, least: 3, most: 15 } as const;
const seconds = z.int().min(0).max(QUALITY_PART_SECONDS.most);
const mos = z.number().min(1).max(5);
const milliseconds = z.int().min(0).max(60_000);
const packets = z.int().min(0).max(100_000);

/** A few seconds of one leg. */
export const TellCallQuality = z.strictObject({
  /** The carrier's id of this telephone's own leg. */
  callSid: z.string().regex(/^CA[0-9a-f]{32}$/),
  /** Counts up from 1 in each call; a repeat changes nothing. */
  part: z.int().min(1).max(100_000),
  seconds: seconds.min(1),
  /** Mean and least estimate of these seconds; null as long as no way there and back was measured. */
  mos: mos.nullable(),
  worstMos: mos.nullable(),
  packetsReceived: packets,
  packetsLost: packets,
  worstJitterMs: milliseconds,
  worstRttMs: milliseconds.nullable(),
  /** How many of these seconds each held. */
  warnings: z.partialRecord(QualityWarning, seconds),
});
export type TellCallQuality = z.infer<typeof TellCallQuality>;

const figure = z.number().min(0);

/** A leg so far: what its telephone received. Of the customer's own line nothing is measured here. */
export const CallQuality = z.object({
  /** Of the latest seconds; null when they could not be judged. */
  level: QualityLevel.nullable(),
  /** How many seconds were measured. */
  seconds: z.int(),
  mos: figure.nullable(),
  worstMos: figure.nullable(),
  /** Null when nothing was to be received. */
  lossPercent: figure.nullable(),
  worstJitterMs: figure,
  worstRttMs: figure.nullable(),
  /** Longest first. */
  warnings: z.array(z.object({ name: QualityWarning, seconds: z.int() })).max(QualityWarning.options.length),
});
export type CallQuality = z.infer<typeof CallQuality>;

/**
 * ITU-T G.107 turns delay and loss into a rating R, and R into an estimated opinion from 1 to 4.5 (MOS); the telephone's
 * library does so with fixed values for the codec. ITU-T G.109 names what R means: from 80 users are satisfied (MOS 4.03),
 * from 70 some are not (3.60), below that many are not.
 */
const satisfied = 4.03;
const someAreNot = 3.6;

/** With these nothing arrives: an estimate from what does arrive would call it good. */
const nothingHeard: readonly QualityWarning[] = ['ice-connectivity-lost', 'low-bytes-received'];

/** While one of these holds, a mean over its seconds is no proof that all is well. */
const disturbs: readonly QualityWarning[] = [
  'low-mos',
  'high-jitter',
  'high-rtt',
  'high-packet-loss',
  'high-packets-lost-fraction',
];

/** The word for some seconds or for a whole call; null when nothing was measured that could be judged. */
export function qualityLevel(
  estimate: number | null,
  warnings: readonly QualityWarning[] = [],
): QualityLevel | null {
  if (warnings.some((name) => nothingHeard.includes(name))) return 'poor';
  if (estimate === null) return null;
  if (estimate < someAreNot) return 'poor';
  return estimate >= satisfied && !warnings.some((name) => disturbs.includes(name)) ? 'good' : 'fair';
}
