/** What happens next to somebody who waits, as one short sentence with its time. */
import type { WaitingItem } from '@lib/contracts';
import type { Say } from '../../i18n.js';
import { timerText } from '../../ui/time-text.js';

export function nextStepText({ next, offeredTo, owner }: WaitingItem, now: number, say: Say): string {
  const time = next.at ? timerText(Date.parse(next.at) - now) : '';
  switch (next.kind) {
    case 'answer':
      return say('live.next-answer', { name: offeredTo?.name ?? '', time });
    case 'owner':
      return say('live.next-owner', { name: owner?.name ?? '', time });
    case 'ring':
      return say('live.next-ring', { time });
    case 'member':
      return say('live.next-member');
    case 'nobody':
      return say('live.next-nobody');
  }
}
