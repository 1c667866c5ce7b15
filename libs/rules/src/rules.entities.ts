/** Rules, their changes and their runs, as they are kept. */
import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type {
  ActionOutcome,
  RuleAction,
  RuleChange,
  RuleCondition,
  RuleConditions,
  RuleRun,
  RuleStop,
  RuleTrigger,
  WriteRule,
} from '@lib/contracts';

@Entity({ schema: 'rules', name: 'rule' })
export class RuleRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'rule_pk' }) id!: string;
  @Column('integer') place!: number;
  @Column('text') name!: string;
  @Column('boolean') active!: boolean;
  /** The house came with it. */
  @Column('boolean', { name: 'built_in', default: false }) builtIn!: boolean;
  @Column('jsonb') trigger!: RuleTrigger;
  @Column('jsonb') conditions!: RuleConditions;
  @Column('jsonb') actions!: RuleAction[];
  /** By whose right it acts. */
  @Column('uuid', { name: 'edited_by', nullable: true }) editedBy!: string | null;
  @Column('timestamptz', { name: 'edited_at', default: () => 'now()' }) editedAt!: Date;
  @Column('timestamptz', { name: 'archived_at', nullable: true }) archivedAt!: Date | null;
  @Column('integer', { default: 1 }) version!: number;
}

/** Append-only: who changed which rule, from what to what. */
@Entity({ schema: 'rules', name: 'rule_change' })
@Index('rule_change_rule', ['ruleId', 'at'])
export class RuleChangeRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'rule_change_pk' }) id!: string;
  @Column('uuid', { name: 'rule_id' }) ruleId!: string;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
  @Column('uuid', { name: 'by_id' }) byId!: string;
  @Column('text') what!: RuleChange['what'];
  @Column('jsonb', { nullable: true }) before!: WriteRule | null;
  @Column('jsonb', { nullable: true }) after!: WriteRule | null;
}

/** One rule on one ticket for one event, once; with the actions as the rule had them then. */
@Entity({ schema: 'rules', name: 'run' })
@Check('run_state', `state IN ('due', 'done', 'stopped')`)
@Check('run_stop', `stop IN ('own-effect', 'too-deep', 'too-often', 'mail-loop')`)
@Unique('run_once', ['ruleId', 'eventKey'])
@Index('run_due', { synchronize: false })
@Index('run_unseen', { synchronize: false })
@Index('run_at', ['at'])
@Index('run_rule', ['ruleId', 'at'])
@Index('run_ticket', ['ticketId', 'ruleId', 'at'])
export class RuleRunRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'run_pk' }) id!: string;
  @Column('uuid', { name: 'rule_id' }) ruleId!: string;
  @Column('text', { name: 'rule_name' }) ruleName!: string;
  @Column('uuid', { name: 'acts_for', nullable: true }) actsFor!: string | null;
  @Column('text', { name: 'event_key' }) eventKey!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
  @Column('text') state!: RuleRun['state'];
  @Column('text', { nullable: true }) stop!: RuleStop | null;
  @Column('jsonb') trigger!: RuleTrigger;
  @Column('jsonb', { default: () => `'[]'` }) because!: RuleCondition[];
  @Column('jsonb', { default: () => `'[]'` }) actions!: RuleAction[];
  @Column('jsonb', { default: () => `'[]'` }) outcomes!: ActionOutcome[];
  /** The rules that led here, this one last. */
  @Column('jsonb', { default: () => `'[]'` }) chain!: string[];
  @Column('integer', { default: 0 }) attempts!: number;
  @Column('timestamptz', { name: 'next_at', default: () => 'now()' }) nextAt!: Date;
  /** Of a stop: when an admin said to have seen it. */
  @Column('timestamptz', { name: 'seen_at', nullable: true }) seenAt!: Date | null;
}

/** A mail that no person wrote, counted against what one sender may get. */
@Entity({ schema: 'rules', name: 'automatic_mail' })
@Index('automatic_mail_sender', ['sender', 'at'])
@Index('automatic_mail_ticket', { synchronize: false })
@Index('automatic_mail_at', ['at'])
export class AutomaticMailRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'automatic_mail_pk' }) id!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  @Column('text') sender!: string;
  @Column('text') mailbox!: string;
  @Column('text', { name: 'subject_hash' }) subjectHash!: string;
  @Column('boolean') acknowledges!: boolean;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
}

export const RULES_ENTITIES = [RuleRow, RuleChangeRow, RuleRunRow, AutomaticMailRow];
