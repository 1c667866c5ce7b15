/** A day as it was recorded: who arrived when and what they needed, who was at work, how the queues chose. Times are seconds of that day. */
import { Capacity, Channel, OverflowRule, QueueRules } from '@lib/contracts';
import { z } from 'zod';

const seconds = z.number().min(0).max(172_800);
const span = z.strictObject({ from: seconds, to: seconds });

export const Arrival = z.strictObject({
  at: seconds,
  queueId: z.string(),
  channel: Channel,
  language: z.string().nullable(),
  ownerId: z.string().nullable(),
  /** How much earlier its priority puts it in the line. */
  ahead: seconds,
  /** On the customer, once answered. */
  handling: seconds,
  /** How long they would have waited for an answer; null: for ever. */
  patience: seconds.nullable(),
  /** How long each ring lasted that was declined or left unanswered, in their order. */
  passes: z.array(seconds).max(100).default([]),
});
export type Arrival = z.infer<typeof Arrival>;

export const Worker = z.strictObject({
  id: z.string(),
  skills: z.record(z.string(), z.number().int()),
  languages: z.array(z.string()),
  capacity: Capacity,
  queueIds: z.array(z.string()),
  /** When they were available. */
  shifts: z.array(span).max(500),
});
export type Worker = z.infer<typeof Worker>;

export const RecordedDay = z.strictObject({
  day: z.iso.date(),
  queues: z
    .array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        rules: QueueRules,
        /** When its work moves on, and where to. */
        overflow: z.array(OverflowRule).max(10).default([]),
      }),
    )
    .max(500),
  /** Those that overflow asks for, with their open time. */
  calendars: z
    .array(z.strictObject({ id: z.string(), open: z.array(span).max(100) }))
    .max(100)
    .default([]),
  workers: z.array(Worker).max(5_000),
  arrivals: z.array(Arrival).max(100_000),
  /** From the ring to the answer. */
  answer: seconds,
  wrapUp: seconds,
  ownerFirst: seconds,
});
export type RecordedDay = z.infer<typeof RecordedDay>;

/** By a queue's name or id, how it chooses, or that and when it overflows; what is not named stays as it was. */
export const OtherRules = z.record(
  z.string(),
  z.union([
    QueueRules,
    z.strictObject({ rules: QueueRules.optional(), overflow: z.array(OverflowRule).max(10).optional() }),
  ]),
);
export type OtherRules = z.infer<typeof OtherRules>;

/** Throws with the name when there is no such queue. */
export function withRules(day: RecordedDay, other: OtherRules): RecordedDay {
  const unknown = Object.keys(other).find(
    (key) => !day.queues.some(({ id, name }) => id === key || name === key),
  );
  if (unknown !== undefined) throw new Error(`There is no queue "${unknown}" on that day`);
  const queues = day.queues.map((queue) => {
    const set = other[queue.id] ?? other[queue.name] ?? {};
    const { rules = queue.rules, overflow = queue.overflow } = 'strategy' in set ? { rules: set } : set;
    return { ...queue, rules, overflow };
  });
  return { ...day, queues };
}

/** So many people all day: those recorded in turn, with their skills and queues, and again from the first when they run out. */
export function withStaff(day: RecordedDay, count: number): RecordedDay {
  const people = day.workers.filter(({ shifts }) => shifts.length > 0);
  if (people.length === 0) throw new Error('Nobody was at work on that day');
  const shifts = people.flatMap((worker) => worker.shifts);
  const whole = {
    from: Math.min(...shifts.map(({ from }) => from)),
    to: Math.max(...shifts.map(({ to }) => to)),
  };
  const workers = Array.from({ length: count }, (_, index) => {
    const like = people[index % people.length] as Worker;
    return { ...like, id: `${like.id}#${Math.floor(index / people.length)}`, shifts: [whole] };
  });
  return { ...day, workers };
}
