/** A task on a ticket for a colleague or another team: the ticket and its owner stay, the work comes back as an inner note. */
import { z } from 'zod';
import { AgentRef, QueueRef, TicketLabel } from './views.js';
import { TaskState } from './vocabulary.js';
import { InnerWording } from './wordings.js';

const when = z.iso.datetime();

export const AddTask = z.strictObject({
  text: InnerWording,
  to: z.union([z.strictObject({ agentId: z.uuid() }), z.strictObject({ queueId: z.uuid() })]),
  dueAt: when.nullable().default(null),
});
export type AddTask = z.infer<typeof AddTask>;

export const FinishTask = z.strictObject({ result: InnerWording });
export type FinishTask = z.infer<typeof FinishTask>;

/** Why it is given back to the team, or dropped. */
export const TaskReason = z.strictObject({ reason: InnerWording });
export type TaskReason = z.infer<typeof TaskReason>;

export const Task = z.object({
  id: z.uuid(),
  text: z.string(),
  state: TaskState,
  /** The team it was given to; null when it was given to a person. */
  team: QueueRef.nullable(),
  agent: AgentRef.nullable(),
  dueAt: when.nullable(),
  madeBy: AgentRef.nullable(),
  madeAt: when,
  endedAt: when.nullable(),
  /** What came of it, or why it was dropped. */
  result: z.string().nullable(),
});
export type Task = z.infer<typeof Task>;

/** Of its ticket a member of the team learns the number; whoever takes it follows the ticket and sees it whole. */
export const TaskItem = Task.extend({ ticket: TicketLabel });
export type TaskItem = z.infer<typeof TaskItem>;

/** In hand with me, and waiting for somebody of my teams; soon due first, at most 100 of each. */
export const TaskList = z.object({ mine: z.array(TaskItem), team: z.array(TaskItem) });
export type TaskList = z.infer<typeof TaskList>;
