/** What a mail system's report means, in plain words; its own words are shown beside it. */
import type { ReturnKind, TimelineItem } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import type { Say } from '../../i18n.js';

const texts: Record<Exclude<ReturnKind, 'delivered' | 'read'>, MessageId> = {
  hard: 'returned.hard',
  soft: 'returned.soft',
  policy: 'returned.policy',
  delayed: 'returned.delayed',
  complaint: 'returned.complaint',
};

export function returnedText(data: TimelineItem['data'], say: Say): string {
  const kind = data.kind as keyof typeof texts;
  const address = typeof data.address === 'string' ? data.address : say('returned.somebody');
  return say(texts[kind], { address });
}

export const isReturned = ({ kind, data }: TimelineItem): boolean =>
  kind === 'event' && data.name === 'mail.returned';
