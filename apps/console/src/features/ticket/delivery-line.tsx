/** What went wrong with one of our messages, in the server's words, and its text for another try or another way. */
import { AlertTriangle } from 'lucide-react';
import type { TimelineItem } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { serverNow } from '../../ui/now.js';
import { putText } from '../promise/attached.js';
import { deliveryTexts, hasFailed, needsCare } from './delivery-text.js';

export function DeliveryLine({ item, ticketId }: { item: TimelineItem; ticketId: string }) {
  const say = useSay();
  const { delivery } = item;
  const text = item.replyText ?? item.text;
  if (!delivery || !needsCare(item, serverNow())) return null;
  const again = hasFailed(delivery.state) && text;
  return (
    <p className="fr" data-testid="delivery" data-state={delivery.state}>
      <AlertTriangle className="ic" aria-hidden="true" />
      {say(delivery.state === 'retrying' ? 'delivery.delayed' : deliveryTexts[delivery.state])}
      {delivery.detail && (
        <span className="muted clip" title={delivery.detail}>
          {delivery.detail}
        </span>
      )}
      {again && (
        <button
          type="button"
          className="btn sm"
          onClick={() => putText.set({ ticketId, text, promise: null })}
          data-testid="delivery-again"
        >
          {say('delivery.write-again')}
        </button>
      )}
    </p>
  );
}
