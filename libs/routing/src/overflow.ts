/** Which waiting work leaves its queue, by which rule and where to: pure, so that its promises can be tried on anything. */
import type { Channel, OverflowRule } from '@lib/contracts';

export interface OverflowItem {
  id: string;
  channel: Channel;
  queueId: string;
  /** Since the customer began to wait, in whichever queue. */
  waitedSeconds: number;
  /** How many wait before it in its queue. */
  ahead: number;
  /** Queues it left already. */
  visited: readonly string[];
}

/** What the rules look at besides the item. */
export interface OverflowFacts {
  /** Queues with somebody at work. */
  staffed: ReadonlySet<string>;
  /** Calendars that are closed now. A calendar that is not known is never closed. */
  closed: ReadonlySet<string>;
  /** Queues that exist. */
  queues: ReadonlySet<string>;
}

/** The first rule that applies. A queue left once is not gone back to; only a call can be diverted. Null: it stays. */
export function overflowOf(
  item: OverflowItem,
  rules: readonly OverflowRule[],
  facts: OverflowFacts,
): OverflowRule | null {
  return rules.find(({ when, to }) => applies(when, item, facts) && canGo(item, to, facts)) ?? null;
}

function applies(when: OverflowRule['when'], item: OverflowItem, facts: OverflowFacts): boolean {
  switch (when.kind) {
    case 'waited':
      return item.waitedSeconds >= when.seconds;
    case 'crowded':
      return item.ahead >= when.ahead;
    case 'closed':
      return facts.closed.has(when.calendarId);
    case 'unstaffed':
      return !facts.staffed.has(item.queueId);
  }
}

function canGo(item: OverflowItem, to: OverflowRule['to'], facts: OverflowFacts): boolean {
  if ('diversion' in to) return item.channel === 'voice';
  return to.queueId !== item.queueId && facts.queues.has(to.queueId) && !item.visited.includes(to.queueId);
}
