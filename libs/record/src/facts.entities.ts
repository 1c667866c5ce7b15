/** What a customer told and what was tried on a ticket, as it is kept. */
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { FactKind, InnerWording, TriedOutcome } from '@lib/contracts';

@Entity({ schema: 'record', name: 'fact' })
@Check('fact_kind', `kind IN ('told', 'tried')`)
@Check('fact_outcome', `outcome IN ('helped', 'did-not-help', 'not-known')`)
@Check('fact_tried', `(kind = 'tried') = (outcome IS NOT NULL)`)
@Index('fact_ticket', ['ticketId', 'at'])
export class FactRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'fact_pk' }) id!: string;
  /** Where it was written; a ticket merged with that one, or following it, shows it too. */
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  @Column('text') kind!: FactKind;
  @Column('text') text!: InnerWording;
  @Column('text', { nullable: true }) outcome!: TriedOutcome | null;
  @Column('uuid', { name: 'by_id' }) byId!: string;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
  /** How often the customer had to say it again. */
  @Column('integer', { default: 0 }) repeats!: number;
}

export const FACTS_ENTITIES = [FactRow];
