/** Fields that admins add to tickets, and their values, as they are kept. */
import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { FieldAudience, FieldKind, FieldValue, TicketType } from '@lib/contracts';

@Entity({ schema: 'record', name: 'field' })
@Check('field_kind', `kind IN ('text', 'number', 'date', 'choice', 'choices', 'yes-no', 'link')`)
@Check('field_audience', `audience IN ('inner', 'customer')`)
export class FieldRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'field_pk' }) id!: string;
  @Column('integer') place!: number;
  @Column('text') kind!: FieldKind;
  /** Never changed: what was written for colleagues does not become the customer's. */
  @Column('text') audience!: FieldAudience;
  @Column('text', { name: 'label_fr' }) fr!: string;
  @Column('text', { name: 'label_en' }) en!: string;
  @Column('jsonb', { name: 'ticket_types', default: () => `'[]'` }) types!: TicketType[];
  @Column('boolean', { name: 'required_to_resolve', default: false }) requiredToResolve!: boolean;
  @Column('boolean', { name: 'required_to_open', default: false }) requiredToOpen!: boolean;
  @Column('jsonb', { default: () => `'[]'` }) choices!: string[];
  @Column('timestamptz', { name: 'archived_at', nullable: true }) archivedAt!: Date | null;
}

@Entity({ schema: 'record', name: 'field_value' })
export class FieldValueRow {
  @PrimaryColumn('uuid', { name: 'ticket_id', primaryKeyConstraintName: 'field_value_pk' }) ticketId!: string;
  @PrimaryColumn('uuid', { name: 'field_id', primaryKeyConstraintName: 'field_value_pk' })
  @ForeignKey(() => FieldRow, { name: 'field_value_field_fk' })
  fieldId!: string;
  @Column('jsonb') value!: FieldValue;
}

export const FIELDS_ENTITIES = [FieldRow, FieldValueRow];
