/** What is written on a ticket, as it is kept. */
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type {
  CustomerWording,
  InnerWording,
  Level,
  MacroChanges,
  PlanStepState,
  TicketStatus,
  TicketType,
} from '@lib/contracts';
import { FACTS_ENTITIES } from './facts.entities.js';
import { FIELDS_ENTITIES } from './fields.entities.js';
import { MATTER_ENTITIES } from './matter.entities.js';
import { TASKS_ENTITIES } from './tasks.entities.js';

/** Two wordings in two columns: who reads for the customer never names the inner one. */
@Entity({ schema: 'record', name: 'plan_step' })
@Check('plan_step_state', `state IN ('planned', 'doing', 'done', 'dropped')`)
@Index('plan_step_ticket', ['ticketId', 'place'])
export class PlanStepRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'plan_step_pk' }) id!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  @Column('integer') place!: number;
  @Column('text', { name: 'inner_wording' }) inner!: InnerWording;
  @Column('text', { name: 'customer_wording', nullable: true }) customer!: CustomerWording | null;
  @Column('uuid', { name: 'owner_id', nullable: true }) ownerId!: string | null;
  @Column('timestamptz', { name: 'due_at', nullable: true }) dueAt!: Date | null;
  @Column('text', { default: 'planned' }) state!: PlanStepState;
  @Column('timestamptz', { name: 'done_at', nullable: true }) doneAt!: Date | null;
  @Column('uuid', { name: 'done_by', nullable: true }) doneBy!: string | null;
}

@Entity({ schema: 'record', name: 'ticket_tag' })
@Index('ticket_tag_tag', ['tag'])
export class TicketTagRow {
  @PrimaryColumn('uuid', { name: 'ticket_id', primaryKeyConstraintName: 'ticket_tag_pk' }) ticketId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'ticket_tag_pk' }) tag!: string;
}

@Entity({ schema: 'record', name: 'macro' })
@Index('macro_owner', ['ownerId'])
export class MacroRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'macro_pk' }) id!: string;
  @Column('text') name!: string;
  /** Null: shared by the house. */
  @Column('uuid', { name: 'owner_id', nullable: true }) ownerId!: string | null;
  @Column('jsonb') texts!: { fr: string | null; en: string | null };
  @Column('jsonb', { default: () => `'{}'` }) changes!: MacroChanges;
  @Column('uuid', { name: 'edited_by' }) editedBy!: string;
  @Column('timestamptz', { name: 'edited_at', default: () => 'now()' }) editedAt!: Date;
  @Column('timestamptz', { name: 'archived_at', nullable: true }) archivedAt!: Date | null;
}

/** The fields a macro may change, as they stood. */
export interface MacroFields {
  type?: TicketType;
  status?: TicketStatus;
  impact?: Level;
  urgency?: Level;
}

/** What a macro changed on a ticket, so that it can be taken back once. */
@Entity({ schema: 'record', name: 'macro_use' })
@Index('macro_use_ticket', ['ticketId'])
export class MacroUseRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'macro_use_pk' }) id!: string;
  @Column('uuid', { name: 'macro_id' }) macroId!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  @Column('uuid', { name: 'agent_id' }) agentId!: string;
  @Column('timestamptz', { name: 'used_at', default: () => 'now()' }) usedAt!: Date;
  @Column('jsonb') before!: MacroFields;
  @Column('jsonb') after!: MacroFields;
  /** Those it added: not those that stood there before. */
  @Column('jsonb', { default: () => `'[]'` }) tags!: string[];
  @Column('timestamptz', { name: 'undone_at', nullable: true }) undoneAt!: Date | null;
}

export const RECORD_ENTITIES = [
  PlanStepRow,
  TicketTagRow,
  MacroRow,
  MacroUseRow,
  ...MATTER_ENTITIES,
  ...FIELDS_ENTITIES,
  ...FACTS_ENTITIES,
  ...TASKS_ENTITIES,
];
