/** Who we serve, the addresses that reach them, and what we believe but have not proven. */
import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { IdentityKind, IdentityProof, Locale } from '@lib/contracts';

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

export const CUSTOMERS_ENTITIES = [CustomerRow, IdentityRow, SamePersonRow, ClaimRow];
