/** Who sees a timeline: who watches its ticket, inner notes included; visitors have another door and another table. */
import type { TimelineItem } from '@lib/contracts';
import { ticketStream } from './ticket.rule.js';

export const timelineStream = (ticketId: string): string => ticketStream(ticketId);

/** Messages out of the house change while they travel, calls while they last, mail, questions and invitations when somebody answers. */
export function mayStillChange(item: TimelineItem): boolean {
  return (
    item.kind === 'call' ||
    'stranger' in item.data ||
    (item.channel === 'email' && item.direction === 'in') ||
    'invitation' in item.data ||
    (item.kind === 'note' && 'forwarded' in item.data) ||
    (item.delivery !== null && item.delivery.state !== 'cancelled')
  );
}

/** What of an item can change after it was written; equal faces need no push. */
export function faceOf(item: TimelineItem): string {
  return JSON.stringify([item.delivery, item.data, item.text, item.attachments]);
}
