/** Tasks on a ticket for a colleague or another team, as they are kept. */
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { InnerWording, TaskState } from '@lib/contracts';

@Entity({ schema: 'record', name: 'task' })
@Check('task_state', `state IN ('open', 'taken', 'done', 'dropped')`)
@Check('task_somebodys', `queue_id IS NOT NULL OR agent_id IS NOT NULL`)
@Check('task_taken', `state <> 'taken' OR agent_id IS NOT NULL`)
@Index('task_ticket', ['ticketId', 'madeAt'])
@Index('task_team', { synchronize: false })
@Index('task_agent', { synchronize: false })
export class TaskRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'task_pk' }) id!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  @Column('text') text!: InnerWording;
  /** The team; null when it was given to a person. */
  @Column('uuid', { name: 'queue_id', nullable: true }) queueId!: string | null;
  /** Whose it is; null while nobody of the team has taken it. */
  @Column('uuid', { name: 'agent_id', nullable: true }) agentId!: string | null;
  @Column('timestamptz', { name: 'due_at', nullable: true }) dueAt!: Date | null;
  @Column('text', { default: 'open' }) state!: TaskState;
  @Column('uuid', { name: 'made_by' }) madeBy!: string;
  @Column('timestamptz', { name: 'made_at', default: () => 'now()' }) madeAt!: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
  @Column('text', { nullable: true }) result!: InnerWording | null;
}

export const TASKS_ENTITIES = [TaskRow];
