/** Folds one item into a timeline: in order of `seq`, each once. */
import type { TimelineItem } from '@lib/contracts';
import type { Timeline } from './console-state.js';

export function appendItem(timeline: Timeline, item: TimelineItem): Timeline {
  const last = timeline.items.at(-1)?.seq ?? 0;
  if (item.seq <= last) return timeline;
  return { ...timeline, items: [...timeline.items, item] };
}

/** An item that is not held (an older page) stays unknown. */
export function replaceItem(timeline: Timeline, item: TimelineItem): Timeline {
  const index = timeline.items.findIndex((held) => held.id === item.id);
  if (index < 0) return timeline;
  return { ...timeline, items: timeline.items.with(index, item) };
}
