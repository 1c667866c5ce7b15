/** What the server concluded about who really sent a message. */
import type { TimelineItem } from '@lib/contracts';

export type Doubt = 'sender-not-trusted' | 'identity-claimed';

export function doubtAbout(item: TimelineItem): Doubt | null {
  const { flag } = item.data;
  return flag === 'sender-not-trusted' || flag === 'identity-claimed' ? flag : null;
}

export const isUnverified = (item: TimelineItem): boolean => doubtAbout(item) !== null;
