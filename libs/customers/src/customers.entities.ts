/** Who we serve, the addresses that reach them, and what we believe but have not proven. */
import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type {
  IdentityKind,
  IdentityProof,
  Locale,
  ProfileKind,
  ReturnKind,
  UndeliverableWhy,
} from '@lib/contracts';

@Entity({ schema: 'customers', name: 'customer' })
@Index('customer_name_search', { synchronize: false })
export class CustomerRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'customer_pk' }) id!: string;
  @Column('text', { nullable: true }) name!: string | null;
  @Column('text', { nullable: true }) locale!: Locale | null;
  @Column('uuid', { name: 'merged_into', nullable: true }) mergedInto!: string | null;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('integer', { default: 1 }) version!: number;
}

@Entity({ schema: 'customers', name: 'identity' })
@Unique('identity_once', ['kind', 'value'])
@Index('identity_customer', ['customerId'])
@Index('identity_value_search', { synchronize: false })
export class IdentityRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'identity_pk' }) id!: string;
  @Column('uuid', { name: 'customer_id' }) customerId!: string;
  @Column('text') kind!: IdentityKind;
  @Column('text') value!: string;
  @Column('text', { default: 'proven' }) proof!: IdentityProof;
  @Column('text', { nullable: true }) evidence!: string | null;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
}

/** "Probably the same person": why we think so, what was joined for it, and how to take it back. */
@Entity({ schema: 'customers', name: 'same_person' })
@Index('same_person_customer', ['customerId'])
@Index('same_person_identity', ['identityId'])
export class SamePersonRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'same_person_pk' }) id!: string;
  @Column('uuid', { name: 'customer_id' }) customerId!: string;
  @Column('uuid', { name: 'identity_id' }) identityId!: string;
  @Column('text') reason!: string;
  @Column('text', { default: 'proposed' }) state!: 'proposed' | 'confirmed' | 'separated';
  @Column('uuid', { name: 'decided_by', nullable: true }) decidedBy!: string | null;
  @Column('timestamptz', { name: 'decided_at', nullable: true }) decidedAt!: Date | null;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
}

/** An address somebody says is theirs; a later message from that address finds its way by it. */
@Entity({ schema: 'customers', name: 'claim' })
@Unique('claim_once', ['customerId', 'kind', 'value'])
@Index('claim_value', ['kind', 'value'])
export class ClaimRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'claim_pk' }) id!: string;
  @Column('uuid', { name: 'customer_id' }) customerId!: string;
  @Column('text') kind!: IdentityKind;
  @Column('text') value!: string;
  @Column('text') source!: string;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
}

/** Something we know of a customer; it ends and is never overwritten, and forgetting takes its words away. */
@Entity({ schema: 'customers', name: 'profile_entry' })
@Check('profile_entry_kind', `kind IN ('owns', 'role', 'language', 'channel', 'time', 'expertise', 'know')`)
@Check('profile_entry_forgotten', `text IS NOT NULL OR ended_at IS NOT NULL`)
@Index('profile_entry_customer', ['customerId', 'at'])
@Index('profile_entry_single', { synchronize: false })
export class ProfileEntryRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'profile_entry_pk' }) id!: string;
  @Column('uuid', { name: 'customer_id' }) customerId!: string;
  @Column('text') kind!: ProfileKind;
  @Column('text', { nullable: true }) text!: string | null;
  @Column('uuid', { name: 'by_id' }) byId!: string;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
  @Column('uuid', { name: 'ended_by', nullable: true }) endedBy!: string | null;
}

/** What a mail system said about an address; "not now" is counted here. */
@Entity({ schema: 'customers', name: 'address_report' })
@Check('address_report_kind', `kind IN ('hard', 'soft', 'policy', 'delayed', 'complaint', 'delivered')`)
@Index('address_report_address', ['address', 'at'])
export class AddressReportRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'address_report_pk' }) id!: string;
  @Column('text') address!: string;
  @Column('text') kind!: ReturnKind;
  @Column('text', { nullable: true }) status!: string | null;
  @Column('text') words!: string;
  @Column('timestamptz') at!: Date;
}

/** An address that takes no mail, until it is lifted; in small letters. */
@Entity({ schema: 'customers', name: 'undeliverable' })
@Check('undeliverable_why', `why IN ('hard', 'soft', 'complaint', 'manual')`)
@Index('undeliverable_standing', { synchronize: false })
export class UndeliverableRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'undeliverable_pk' }) address!: string;
  @Column('text') why!: UndeliverableWhy;
  @Column('timestamptz') since!: Date;
  @Column('text', { nullable: true }) status!: string | null;
  @Column('text') words!: string;
  @Column('uuid', { name: 'raw_mail_id', nullable: true }) rawMailId!: string | null;
  @Column('uuid', { name: 'ticket_id', nullable: true }) ticketId!: string | null;
  @Column('uuid', { name: 'by_id', nullable: true }) byId!: string | null;
  @Column('timestamptz', { name: 'lifted_at', nullable: true }) liftedAt!: Date | null;
  @Column('uuid', { name: 'lifted_by', nullable: true }) liftedBy!: string | null;
}

export const CUSTOMERS_ENTITIES = [
  CustomerRow,
  IdentityRow,
  SamePersonRow,
  ClaimRow,
  ProfileEntryRow,
  AddressReportRow,
  UndeliverableRow,
];
