/** Who handles interactions: declared state, sessions, live consoles, memberships and what they are engaged on. */
import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type {
  AbsenceKind,
  AgentState,
  Capacity,
  Channel,
  Locale,
  Role,
  SettingsAct,
  SettingsOf,
} from '@lib/contracts';

@Entity({ schema: 'agents', name: 'agent' })
@Unique('agent_email', ['email'])
@Check('agent_state', `state IN ('available', 'away', 'offline')`)
@Check('agent_role', `role IN ('agent', 'supervisor', 'admin')`)
export class AgentRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'agent_pk' }) id!: string;
  @Column('text') email!: string;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) photo!: string | null;
  @Column('text') role!: Role;
  @Column('text', { default: 'en' }) locale!: Locale;
  @Column('text', { name: 'password_hash', select: false }) passwordHash!: string;
  @Column('jsonb', { default: () => `'[]'` }) languages!: string[];
  @Column('jsonb', { default: () => `'{}'` }) skills!: Record<string, number>;
  /** How many interactions at once, per channel, and what each weighs; a trigger fills in the house's. */
  @Column('jsonb') capacity!: Capacity;
  @Column('boolean', { name: 'capacity_is_own', default: false }) capacityIsOwn!: boolean;
  @Column('text', { default: 'offline' }) state!: AgentState;
  @Column('text', { name: 'state_reason', nullable: true }) stateReason!: string | null;
  @Column('timestamptz', { name: 'state_since', default: () => 'now()' }) stateSince!: Date;
  /** Offers left unanswered in a row; two make the agent away (unresponsive). */
  @Column('integer', { name: 'missed_offers', default: 0 }) missedOffers!: number;
  /** Since when the agent has nothing to do: the longest idle is asked first. */
  @Column('timestamptz', { name: 'idle_since', default: () => 'now()' }) idleSince!: Date;
  @Column('timestamptz', { name: 'disabled_at', nullable: true }) disabledAt!: Date | null;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('integer', { default: 1 }) version!: number;
}

@Entity({ schema: 'agents', name: 'session' })
@Unique('session_token', ['tokenHash'])
@Index('session_agent', ['agentId'])
export class SessionRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'session_pk' }) id!: string;
  @Column('uuid', { name: 'agent_id' }) agentId!: string;
  @Column('text', { name: 'token_hash' }) tokenHash!: string;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
  @Column('timestamptz', { name: 'revoked_at', nullable: true }) revokedAt!: Date | null;
}

@Entity({ schema: 'agents', name: 'login_failure' })
@Index('login_failure_account', ['account', 'at'])
export class LoginFailureRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'login_failure_pk' }) id!: string;
  @Column('text') account!: string;
  @Column('text') address!: string;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
}

/** A live console: a lease that ends by itself. */
@Entity({ schema: 'agents', name: 'console' })
@Index('console_agent', ['agentId'])
@Index('console_expiry', ['expiresAt'])
export class ConsoleRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'console_pk' }) id!: string;
  @Column('uuid', { name: 'agent_id' }) agentId!: string;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
}

@Entity({ schema: 'agents', name: 'membership' })
@Index('membership_queue', ['queueId'])
export class MembershipRow {
  @PrimaryColumn('uuid', { name: 'agent_id', primaryKeyConstraintName: 'membership_pk' }) agentId!: string;
  @PrimaryColumn('uuid', { name: 'queue_id', primaryKeyConstraintName: 'membership_pk' }) queueId!: string;
}

/** The house's measure: one row, for every agent without one of their own. */
@Entity({ schema: 'agents', name: 'capacity_default' })
@Check('capacity_default_one', `id = 1`)
export class CapacityDefaultRow {
  @PrimaryColumn('integer', { default: 1, primaryKeyConstraintName: 'capacity_default_pk' }) id!: number;
  @Column('jsonb') capacity!: Capacity;
}

/** What an agent is held by now; it uses capacity until it ends. One interaction may ring at several. */
@Entity({ schema: 'agents', name: 'engagement' })
@Check('engagement_state', `state IN ('offered', 'engaged', 'wrapping-up')`)
@Index('engagement_agent', ['agentId'])
export class EngagementRow {
  @PrimaryColumn('uuid', { name: 'interaction_id', primaryKeyConstraintName: 'engagement_pk' })
  interactionId!: string;
  @PrimaryColumn('uuid', { name: 'agent_id', primaryKeyConstraintName: 'engagement_pk' }) agentId!: string;
  @Column('text') channel!: Channel;
  @Column('text') state!: 'offered' | 'engaged' | 'wrapping-up';
  @Column('timestamptz', { default: () => 'now()' }) since!: Date;
  @Column('timestamptz', { name: 'wrap_up_until', nullable: true }) wrapUpUntil!: Date | null;
}

@Entity({ schema: 'agents', name: 'state_change' })
@Index('state_change_agent', ['agentId', 'at'])
export class StateChangeRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'state_change_pk' }) id!: string;
  @Column('uuid', { name: 'agent_id' }) agentId!: string;
  @Column('text', { name: 'from_state' }) fromState!: AgentState;
  @Column('text', { name: 'to_state' }) toState!: AgentState;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('jsonb') by!: unknown;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
}

/** When somebody is not there, by their own or a supervisor's word; never two at a time. */
@Entity({ schema: 'agents', name: 'absence' })
@Check('absence_kind', `kind IN ('holiday', 'sick', 'training', 'other')`)
@Check('absence_order', `ends_at > starts_at`)
@Index('absence_agent', ['agentId', 'startsAt'])
export class AbsenceRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'absence_pk' }) id!: string;
  @Column('uuid', { name: 'agent_id' }) agentId!: string;
  @Column('text') kind!: AbsenceKind;
  @Column('timestamptz', { name: 'starts_at' }) startsAt!: Date;
  /** Null: until further notice. */
  @Column('timestamptz', { name: 'ends_at', nullable: true }) endsAt!: Date | null;
  @Column('uuid', { name: 'stand_in_id', nullable: true }) standInId!: string | null;
  @Column('uuid', { name: 'set_by' }) setBy!: string;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
}

/** By which business calendar somebody works; without a row, whenever they are logged in. */
@Entity({ schema: 'agents', name: 'working_hours' })
export class WorkingHoursRow {
  @PrimaryColumn('uuid', { name: 'agent_id', primaryKeyConstraintName: 'working_hours_pk' }) agentId!: string;
  @Column('text', { name: 'calendar_id' }) calendarId!: string;
}

/** What was set, of a queue, an agent or the house: by whom, from what to what. */
@Entity({ schema: 'agents', name: 'settings_change' })
@Check('settings_change_kind', `of_kind IN ('queue', 'agent', 'house')`)
@Check('settings_change_what', `what IN ('made', 'changed', 'archived', 'restored')`)
@Index('settings_change_of', ['ofKind', 'ofId', 'at'])
export class SettingsChangeRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'settings_change_pk' }) id!: string;
  @Column('text', { name: 'of_kind' }) ofKind!: SettingsOf;
  @Column('text', { name: 'of_id' }) ofId!: string;
  @Column('text') what!: SettingsAct;
  @Column('uuid', { name: 'by_id' }) byId!: string;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
  @Column('jsonb') before!: Record<string, unknown>;
  @Column('jsonb') after!: Record<string, unknown>;
}

export const AGENTS_ENTITIES = [
  AgentRow,
  SessionRow,
  LoginFailureRow,
  ConsoleRow,
  MembershipRow,
  CapacityDefaultRow,
  EngagementRow,
  StateChangeRow,
  AbsenceRow,
  WorkingHoursRow,
  SettingsChangeRow,
];
