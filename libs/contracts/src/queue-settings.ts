/** A queue as an administrator sets it, all of it at once, and who would be asked if it were so. */
import { z } from 'zod';
import { SupportLevel } from './escalation.js';
import {
  OverflowRule,
  QueueRules,
  QueueSteps,
  RingInForce,
  RoutingObstacle,
  RoutingStrategy,
} from './routing-rules.js';
import { Channel, Locale } from './vocabulary.js';

/** `level`: first line, second line, experts. `steps` null: the house's own times. */
export const QueueSettings = z
  .strictObject({
    name: z.string().trim().min(1).max(80),
    level: SupportLevel,
    /** Calls and chats answered within this time count for the service level. */
    answerWithinSeconds: z.int().min(5).max(86_400),
    /** An answer to a ticket resolved so many days ago at most reopens it; later, and always with 0, a ticket begins that follows it. */
    reopenDays: z.int().min(0).max(365),
    strategy: RoutingStrategy,
    rings: QueueRules.shape.rings,
    steps: QueueSteps.nullable(),
    overflow: z.array(OverflowRule).max(10),
    memberIds: z
      .array(z.uuid())
      .max(1_000)
      .refine((ids) => new Set(ids).size === ids.length, { message: 'Each member once' }),
  })
  .superRefine(({ strategy, rings }, context) => {
    const { error } = QueueRules.safeParse({ strategy, rings });
    for (const { path, message } of error?.issues ?? []) context.addIssue({ code: 'custom', path, message });
  });
export type QueueSettings = z.infer<typeof QueueSettings>;

export const QueueSettingsView = z.object({
  ...QueueSettings.shape,
  id: z.uuid(),
  /** What leads nowhere else comes here; it cannot be archived. */
  isDefault: z.boolean(),
  version: z.int(),
  archivedAt: z.iso.datetime().nullable(),
});
export type QueueSettingsView = z.infer<typeof QueueSettingsView>;

/** By name. */
export const QueueSettingsList = z.object({ items: z.array(QueueSettingsView) });
export type QueueSettingsList = z.infer<typeof QueueSettingsList>;

/** Somebody nobody knows yet, who has waited so long: who would be asked under these settings? */
export const PreviewRouting = z.strictObject({
  settings: QueueSettings,
  item: z.strictObject({
    channel: Channel,
    /** Null: not known. */
    language: Locale.nullable(),
    waitedSeconds: z.int().min(0).max(86_400),
  }),
});
export type PreviewRouting = z.infer<typeof PreviewRouting>;

/** Beside the router's own reasons: no console open, away or logged out. */
export const PreviewObstacle = z.enum([...RoutingObstacle.options, 'not-at-work']);
export type PreviewObstacle = z.infer<typeof PreviewObstacle>;

/** In the order of the line; `why` null: asked now. */
export const RoutingPreview = z.object({
  strategy: RoutingStrategy,
  ring: RingInForce.nullable(),
  members: z.array(
    z.object({ agent: z.object({ id: z.uuid(), name: z.string() }), why: PreviewObstacle.nullable() }),
  ),
});
export type RoutingPreview = z.infer<typeof RoutingPreview>;
