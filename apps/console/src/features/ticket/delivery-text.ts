/** How far one of our own messages has come, in words. */
import type { DeliveryState, TimelineItem } from '@lib/contracts';
import type { MessageId } from '@lib/design';

export const deliveryTexts: Record<DeliveryState, MessageId> = {
  held: 'delivery.held',
  queued: 'delivery.queued',
  sending: 'delivery.sending',
  sent: 'delivery.sent',
  delivered: 'delivery.delivered',
  read: 'delivery.read',
  retrying: 'delivery.retrying',
  failed: 'delivery.failed',
  bounced: 'delivery.bounced',
  unsure: 'delivery.unsure',
  cancelled: 'delivery.cancelled',
};

/** After so long of trying, whoever wrote it should know. */
const LONG_MS = 60 * 60_000;

export const hasFailed = (state: DeliveryState): boolean =>
  state === 'failed' || state === 'bounced' || state === 'unsure';

/** `now` in milliseconds by the server's clock. */
export function needsCare({ delivery, at }: Pick<TimelineItem, 'delivery' | 'at'>, now: number): boolean {
  if (!delivery) return false;
  return hasFailed(delivery.state) || (delivery.state === 'retrying' && now - Date.parse(at) > LONG_MS);
}
