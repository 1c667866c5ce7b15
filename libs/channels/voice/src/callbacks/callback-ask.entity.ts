/** What one caller was asked about being called back, visit by visit, and what they keyed in. */
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AskVisit } from './callback-dialog.js';

@Entity({ schema: 'voice', name: 'callback_ask' })
export class CallbackAskRow {
  @PrimaryColumn('text', { name: 'call_sid', primaryKeyConstraintName: 'callback_ask_pk' }) callSid!: string;
  @Column('jsonb', { default: [] }) visits!: AskVisit[];
}
