/** Of a customer's mail that reached us through a colleague: who passed it on, and when it was written. */
import { Forward } from 'lucide-react';
import type { ForwardedView, TimelineItem } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { sentText } from './sent-text.js';

export function PassedOnLine({ item }: { item: TimelineItem }) {
  const say = useSay();
  const passed = item.data['forwarded'] as ForwardedView | undefined;
  if (!passed) return null;
  return (
    <p className="q passed-on" data-testid="passed-on">
      <Forward className="ic" aria-hidden="true" />
      {say('forward.passed-on', { name: passed.by })}
      {passed.sentAt && ` · ${say('forward.sent', { time: sentText(passed.sentAt) })}`}
    </p>
  );
}
