/** How far one of our own messages has come, in words. */
import type { DeliveryState } from '@lib/contracts';
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

export const needsCare = (state: DeliveryState): boolean =>
  state === 'failed' || state === 'bounced' || state === 'unsure';
