/** What a supervisor keeps an eye on over all queues: what is due, whom a lapsed promise alarmed, and how well calls and chats are answered today. */
import { z } from 'zod';
import { MailboxHealth } from './mailboxes.js';
import { WatchedCall } from './supervision.js';
import { AlarmStep, ClockKind } from './vocabulary.js';
import { AgentRef } from './views.js';

const when = z.iso.datetime();
const TicketLine = z.object({ id: z.uuid(), number: z.string(), subject: z.string() });

/** Late, or due within the hour; one line per promise or clock. */
export const Deadline = z.object({
  kind: z.enum(['promise', ...ClockKind.options]),
  ticket: TicketLine,
  queue: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  owner: AgentRef.nullable(),
  /** What was promised; null for a clock. */
  text: z.string().nullable(),
  dueAt: when,
  /** As it was told: a promise lapsed, a clock ran out. */
  late: z.boolean(),
});
export type Deadline = z.infer<typeof Deadline>;

/** A lapsed promise that is not made good, and who was told of it so far. */
export const RaisedAlarm = z.object({
  promiseId: z.uuid(),
  ticket: TicketLine,
  text: z.string(),
  dueAt: when,
  told: z.array(
    z.object({ id: z.uuid(), agent: AgentRef, step: AlarmStep, raisedAt: when, seenAt: when.nullable() }),
  ),
});
export type RaisedAlarm = z.infer<typeof RaisedAlarm>;

/** Calls and chats since midnight in the house: in time ÷ (answered + abandoned), those who left within five seconds not counted. */
export const ServiceLevel = z.object({
  queueId: z.uuid(),
  withinSeconds: z.int(),
  answered: z.int(),
  inTime: z.int(),
  abandoned: z.int(),
});
export type ServiceLevel = z.infer<typeof ServiceLevel>;

/** Calls that go on; who asks for help stands first. */
const callsShown = 200;

/** The earliest due first; at most 50 of each, `more…` says how many were left off. */
export const Overview = z.object({
  deadlines: z.array(Deadline),
  moreDeadlines: z.int(),
  alarms: z.array(RaisedAlarm),
  moreAlarms: z.int(),
  serviceLevels: z.array(ServiceLevel),
  calls: z.array(WatchedCall).max(callsShown),
  /** Every mailbox that is watched on a server, by its address. */
  mailboxes: z.array(MailboxHealth),
});
export type Overview = z.infer<typeof Overview>;
