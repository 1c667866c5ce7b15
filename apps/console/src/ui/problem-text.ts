/** The refusals that the screen has its own words for. */
import type { MessageId } from '@lib/design';

export type ProblemTextId = Extract<MessageId, `problem.${string}`>;

export const problemIds: ReadonlySet<ProblemTextId> = new Set<ProblemTextId>([
  'problem.invalid-input',
  'problem.not-authenticated',
  'problem.forbidden',
  'problem.not-found',
  'problem.ticket-already-owned',
  'problem.ticket-closed',
  'problem.move-not-allowed',
  'problem.agent-not-available',
  'problem.offer-taken',
  'problem.offer-expired',
  'problem.version-stale',
  'problem.hand-over-incomplete',
  'problem.hand-over-pending',
  'problem.hand-over-over',
  'problem.nobody-at-level',
  'problem.moved-too-often',
  'problem.capacity-full',
  'problem.no-address-on-channel',
  'problem.conversation-ended',
  'problem.cause-needed',
  'problem.field-needed',
  'problem.inner-words',
  'problem.too-large',
  'problem.rate-limited',
  'problem.not-ready',
  'problem.internal',
]);
