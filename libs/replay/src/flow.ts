/** Which waiting work of a replayed day moves on now: the house's own rules of overflow, over what the replay knows. */
import { overflowOf, type PlanAgent, type PlanItem } from '@lib/routing';
import type { OverflowRule } from '@lib/contracts';
import type { RecordedDay } from './recorded-day.js';

export interface InLine {
  index: number;
  item: PlanItem;
  /** Rings at somebody: it counts in the line and stays in it. */
  ringing: boolean;
  visited: readonly string[];
  /** Seconds of the day. */
  arrivedAt: number;
}

export interface Flowing {
  index: number;
  to: OverflowRule['to'];
}

export class Flow {
  private readonly rules: ReadonlyMap<string, readonly OverflowRule[]>;
  private readonly queues: ReadonlySet<string>;

  constructor(private readonly day: RecordedDay) {
    this.queues = new Set(day.queues.map(({ id }) => id));
    this.rules = new Map(
      day.queues.flatMap(({ id, overflow }) => (overflow.length > 0 ? [[id, overflow] as const] : [])),
    );
  }

  /** False: all work stays where it arrives. */
  get flows(): boolean {
    return this.rules.size > 0;
  }

  /** Seconds of waiting after which it has to be looked at in this queue. */
  waitsOf(queueId: string): number[] {
    return (this.rules.get(queueId) ?? []).flatMap(({ when }) =>
      when.kind === 'waited' ? [when.seconds] : [],
    );
  }

  /** Each moves once; who moved is asked again in the queue it came to. */
  now(line: readonly InLine[], staffed: readonly PlanAgent[], now: number): Flowing[] {
    const atWork = new Set(staffed.map(({ id }) => id));
    const facts = {
      queues: this.queues,
      staffed: new Set(staffed.flatMap(({ queueIds }) => queueIds)),
      closed: new Set(
        this.day.calendars.flatMap(({ id, open }) =>
          open.some(({ from, to }) => from <= now && now < to) ? [] : [id],
        ),
      ),
    };
    const before = new Map<string, number>();
    return [...line]
      .sort((a, b) => a.item.sortKey - b.item.sortKey || a.index - b.index)
      .flatMap(({ index, item, ringing, visited, arrivedAt }): Flowing[] => {
        const ahead = before.get(item.queueId) ?? 0;
        before.set(item.queueId, ahead + 1);
        const held =
          item.ownerId !== null && atWork.has(item.ownerId) && (item.ownerUntil ?? 0) > now * 1_000;
        if (ringing || held) return [];
        const { id, channel, queueId } = item;
        const rule = overflowOf(
          { id, channel, queueId, waitedSeconds: now - arrivedAt, ahead, visited },
          this.rules.get(queueId) ?? [],
          facts,
        );
        return rule ? [{ index, to: rule.to }] : [];
      });
  }
}
