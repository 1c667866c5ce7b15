/** What the server concluded about who really sent a message. */
import type { TimelineItem } from '@lib/contracts';

export type Doubt = 'sender-not-trusted' | 'identity-claimed';

export function doubtAbout(item: TimelineItem): Doubt | null {
  const { flag } = item.data;
  return flag === 'sender-not-trusted' || flag === 'identity-claimed' ? flag : null;
}

/** The last thing that came in is a mail whose sender's own domain disowns it. */
export function isForged(items: readonly TimelineItem[]): boolean {
  const last = items.findLast(({ direction, kind }) => direction === 'in' && kind === 'message');
  return last !== undefined && doubtAbout(last) === 'sender-not-trusted';
}

/** A mail that says itself who really sent it needs no second mark. */
export const isUnverified = (item: TimelineItem): boolean =>
  doubtAbout(item) !== null && item.data.trust === undefined;

/** The domain that a disowned mail gives as its own; '' when it is not known. */
export function claimedDomain({ data }: TimelineItem): string {
  const from = typeof data.from === 'string' ? data.from : '';
  return from.slice(from.lastIndexOf('@') + 1);
}
