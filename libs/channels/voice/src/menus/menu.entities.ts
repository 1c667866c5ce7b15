/** A phone menu as it is written and as it was published, whose numbers it answers, and where each caller stands in it. */
import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { MenuFlow } from '@lib/contracts';

@Entity({ schema: 'voice', name: 'menu' })
export class MenuRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'menu_pk' }) id!: string;
  @Column('text') name!: string;
  @Column('jsonb') draft!: MenuFlow;
  /** What callers hear; null while it was never published. */
  @Column('integer', { name: 'live_version', nullable: true }) liveVersion!: number | null;
  @Column('integer', { default: 1 }) version!: number;
  @Column('timestamptz', { name: 'changed_at', default: () => 'now()' }) changedAt!: Date;
  @Column('uuid', { name: 'changed_by' }) changedBy!: string;
  @Column('timestamptz', { name: 'removed_at', nullable: true }) removedAt!: Date | null;
}

@Entity({ schema: 'voice', name: 'menu_number' })
@Index('menu_number_of', ['menuId'])
export class MenuNumberRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'menu_number_pk' }) number!: string;
  @Column('uuid', { name: 'menu_id' }) menuId!: string;
}

@Entity({ schema: 'voice', name: 'menu_version' })
@Unique('menu_version_number', ['menuId', 'number'])
export class MenuVersionRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'menu_version_pk' }) id!: string;
  @Column('uuid', { name: 'menu_id' }) menuId!: string;
  /** Null: a draft as somebody tried it by calling. */
  @Column('integer', { nullable: true }) number!: number | null;
  @Column('jsonb') flow!: MenuFlow;
  @Column('text') reason!: string;
  @Column('timestamptz', { name: 'published_at', default: () => 'now()' }) publishedAt!: Date;
  @Column('uuid', { name: 'by_id' }) byId!: string;
}

/** The next call from this number hears this version. */
@Entity({ schema: 'voice', name: 'menu_trial' })
export class MenuTrialRow {
  @PrimaryColumn('text', { name: 'from_value', primaryKeyConstraintName: 'menu_trial_pk' })
  fromValue!: string;
  @Column('uuid', { name: 'version_id' }) versionId!: string;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
}

/** What one caller was asked and keyed in; the version is the one that was live when they called. */
@Entity({ schema: 'voice', name: 'menu_run' })
export class MenuRunRow {
  @PrimaryColumn('text', { name: 'call_sid', primaryKeyConstraintName: 'menu_run_pk' }) callSid!: string;
  @Column('uuid', { name: 'version_id' }) versionId!: string;
  @Column('text', { name: 'caller_name', nullable: true }) callerName!: string | null;
  @Column('jsonb', { default: [] }) visits!: MenuVisit[];
  @Column('jsonb', { default: [] }) keyed!: KeyedIn[];
  @Column('timestamptz', { name: 'started_at' }) startedAt!: Date;
  /** When the house was told of the call; until then nobody waits for it to end. */
  @Column('timestamptz', { name: 'placed_at', nullable: true }) placedAt!: Date | null;
}

/** One time a step was heard: `keys` is null until the caller answered it, and empty for silence. */
export interface MenuVisit {
  stepId: string;
  at: string;
  keys: string | null;
}

/** For who answers: what was asked, by the step's name, and what was keyed in. */
export interface KeyedIn {
  step: string;
  what: 'choice' | 'ticket-number' | 'customer-number' | 'other';
  keys: string;
  /** Name of the step it led to. */
  to: string;
}
