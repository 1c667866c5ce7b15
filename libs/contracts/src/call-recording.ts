/** Recording of calls: what a queue records and why, and where the recording of one call stands. */
import { z } from 'zod';
import { MenuKey, SpokenText } from './phone-menus.js';

const when = z.iso.datetime();
const words = SpokenText.max(400);

export const RecordingPurpose = z.enum(['training', 'quality', 'proof']);
export type RecordingPurpose = z.infer<typeof RecordingPurpose>;

/** The grounds on which a house may record (GDPR, article 6). */
export const RecordingBasis = z.enum(['consent', 'contract', 'legal-duty', 'legitimate-interest']);
export type RecordingBasis = z.infer<typeof RecordingBasis>;

/** `announcement` is spoken whole before anything is recorded; how to object is added to it. */
export const WriteRecordingPolicy = z
  .strictObject({
    enabled: z.boolean(),
    purpose: RecordingPurpose.nullable(),
    legalBasis: RecordingBasis.nullable(),
    announcement: z.strictObject({ fr: words, en: words }),
    retentionDays: z.int().min(1).max(3_650),
    objectionKey: MenuKey,
    /** Otherwise the carrier's copy goes as soon as we hold ours. */
    keepAtCarrier: z.boolean(),
  })
  .superRefine(({ enabled, purpose, legalBasis, announcement }, context) => {
    const needed = {
      purpose,
      legalBasis,
      'announcement.fr': announcement.fr,
      'announcement.en': announcement.en,
    };
    for (const [path, value] of Object.entries(needed))
      if (enabled && !value)
        context.addIssue({
          code: 'custom',
          path: path.split('.'),
          message: 'Needed before anything is recorded',
        });
  });
export type WriteRecordingPolicy = z.infer<typeof WriteRecordingPolicy>;

/** Version 0 was never set: nothing is recorded. */
export const RecordingPolicy = z.object({
  ...WriteRecordingPolicy.shape,
  queue: z.object({ id: z.uuid(), name: z.string() }),
  version: z.int().min(0),
  setAt: when.nullable(),
  by: z.object({ id: z.uuid(), name: z.string() }).nullable(),
});
export type RecordingPolicy = z.infer<typeof RecordingPolicy>;

/** One of each queue, by name. */
export const RecordingPolicyList = z.object({ items: z.array(RecordingPolicy) });
export type RecordingPolicyList = z.infer<typeof RecordingPolicyList>;

/** Every version of one queue, the newest first, at most 100. */
export const RecordingPolicyVersions = RecordingPolicyList;
export type RecordingPolicyVersions = z.infer<typeof RecordingPolicyVersions>;

/** `none`: to be announced. After `stopped` and `objected` nothing of the call is recorded any more. */
export const RecordingState = z.enum(['none', 'announced', 'recording', 'paused', 'stopped', 'objected']);
export type RecordingState = z.infer<typeof RecordingState>;

/** As an agent sees it while the call goes on; only what is so. */
export const LiveRecording = z.object({
  state: RecordingState,
  /** Since when it stands so. */
  since: when,
  /** The carrier did not confirm a pause in time, so that it was stopped; or would not record at all. */
  fault: z.enum(['pause-failed', 'start-failed']).nullable(),
});
export type LiveRecording = z.infer<typeof LiveRecording>;

/** What happened to the recording of a call, kept in its order with who did it. */
export const RecordingEventKind = z.enum([
  'announced',
  'objected',
  'started',
  'paused',
  'resumed',
  'made-private',
  'pause-failed',
  'start-failed',
  'ended',
  'stored',
  'deleted',
  'deleted-at-carrier',
  'held',
  'released',
]);
export type RecordingEventKind = z.infer<typeof RecordingEventKind>;

/** Why there is nothing left to listen to. */
export const RecordingDeletion = z.enum(['retention', 'objection', 'nothing-recorded']);
export type RecordingDeletion = z.infer<typeof RecordingDeletion>;
