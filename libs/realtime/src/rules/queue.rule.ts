/** Who sees a queue's live view: its members; supervisors and administrators see all. */
import type { EventEnvelope, QueueLive } from '@lib/contracts';
import type { Principal } from '@lib/platform';

export const queueStream = (queueId: string): string => `queue:${queueId}`;

export function seesAllQueues(principal: Principal): boolean {
  return principal.role !== 'agent';
}

export function queuesSeenBy<Q extends { id: string }>(
  principal: Principal,
  memberOf: string[],
  queues: Q[],
): Q[] {
  if (seesAllQueues(principal)) return queues;
  const mine = new Set(memberOf);
  return queues.filter((queue) => mine.has(queue.id));
}

export function queueFields(queue: QueueLive): QueueLive {
  const { id, name, waiting, longestWaitSince, staffed, available, ...rest } = queue;
  const { estimatedWaitSeconds, openTasks, items, version } = rest;
  const line = { waiting, longestWaitSince, staffed, available, estimatedWaitSeconds };
  return { id, name, ...line, openTasks, items, version };
}

export function queuesTouched(event: EventEnvelope): string[] {
  const data: { queueId?: string | null } = event.data as object;
  const ids = event.subject.type === 'queue' ? [event.subject.id] : [];
  if (data.queueId) ids.push(data.queueId);
  return ids;
}
