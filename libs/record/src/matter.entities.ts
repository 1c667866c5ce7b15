/** What was understood of a matter and how it ended, and checklists, as they are kept. */
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { CustomerWording, InnerWording, TicketType, UnderstoodState } from '@lib/contracts';

@Entity({ schema: 'record', name: 'matter' })
@Check('matter_understood_state', `understood_state IN ('written', 'read-back', 'confirmed', 'corrected')`)
export class MatterRow {
  @PrimaryColumn('uuid', { name: 'ticket_id', primaryKeyConstraintName: 'matter_pk' }) ticketId!: string;
  /** Read back to the customer in these words. */
  @Column('text', { nullable: true }) understood!: CustomerWording | null;
  @Column('text', { name: 'understood_state', default: 'written' }) understoodState!: UnderstoodState;
  @Column('uuid', { name: 'understood_by', nullable: true }) understoodBy!: string | null;
  @Column('timestamptz', { name: 'understood_at', nullable: true }) understoodAt!: Date | null;
  /** What is behind it, for colleagues alone. */
  @Column('text', { nullable: true }) behind!: InnerWording | null;
  @Column('uuid', { name: 'cause_id', nullable: true }) causeId!: string | null;
  @Column('text', { name: 'cause_note', nullable: true }) causeNote!: InnerWording | null;
  /** When the customer was asked whether it works again, and what they said of the latest asking. */
  @Column('timestamptz', { name: 'asked_at', nullable: true }) askedAt!: Date | null;
  @Column('timestamptz', { name: 'answered_at', nullable: true }) answeredAt!: Date | null;
  @Column('boolean', { nullable: true }) works!: boolean | null;
}

@Entity({ schema: 'record', name: 'cause' })
export class CauseRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'cause_pk' }) id!: string;
  @Column('integer') place!: number;
  @Column('text', { name: 'label_fr' }) fr!: string;
  @Column('text', { name: 'label_en' }) en!: string;
  @Column('timestamptz', { name: 'archived_at', nullable: true }) archivedAt!: Date | null;
}

/** One row: how this house resolves. */
@Entity({ schema: 'record', name: 'resolving' })
@Check('resolving_one', `id = 1`)
export class ResolvingRow {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'resolving_pk', default: 1 }) id!: number;
  @Column('boolean', { name: 'cause_required', default: false }) causeRequired!: boolean;
  @Column('boolean', { name: 'ask_customer', default: false }) askCustomer!: boolean;
}

/** A set of questions the team asks for a kind of ticket. */
@Entity({ schema: 'record', name: 'checklist' })
export class ChecklistRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'checklist_pk' }) id!: string;
  @Column('text') name!: string;
  /** Empty: for every type. */
  @Column('jsonb', { name: 'ticket_types', default: () => `'[]'` }) types!: TicketType[];
  @Column('jsonb') items!: string[];
  @Column('uuid', { name: 'edited_by' }) editedBy!: string;
  @Column('timestamptz', { name: 'edited_at', default: () => 'now()' }) editedAt!: Date;
  @Column('timestamptz', { name: 'archived_at', nullable: true }) archivedAt!: Date | null;
}

@Entity({ schema: 'record', name: 'checklist_item' })
@Index('checklist_item_ticket', ['ticketId', 'place'])
export class ChecklistItemRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'checklist_item_pk' }) id!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  @Column('integer') place!: number;
  @Column('text') text!: string;
  /** What the customer answered: nobody asks again. */
  @Column('text', { nullable: true }) answer!: InnerWording | null;
  @Column('uuid', { name: 'ticked_by', nullable: true }) tickedBy!: string | null;
  @Column('timestamptz', { name: 'ticked_at', nullable: true }) tickedAt!: Date | null;
}

export const MATTER_ENTITIES = [MatterRow, CauseRow, ResolvingRow, ChecklistRow, ChecklistItemRow];
