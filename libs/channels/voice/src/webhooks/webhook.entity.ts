/** Every webhook once, with the answer it got, so that a repeat hears the same and changes nothing. */
import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { WebhookBody } from './signature.js';

@Entity({ schema: 'voice', name: 'webhook_inbox' })
@Unique('webhook_inbox_key', ['dedupeKey'])
@Index('webhook_inbox_due', ['nextAt', 'id'], { where: 'applied_at IS NULL AND parked_at IS NULL' })
@Index('webhook_inbox_age', ['receivedAt'])
export class WebhookRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'webhook_inbox_pkey' }) id!: string;
  @Column('text', { name: 'dedupe_key' }) dedupeKey!: string;
  @Column('text') route!: string;
  @Column('text', { name: 'call_sid', nullable: true }) callSid!: string | null;
  @Column('jsonb') query!: Record<string, string>;
  @Column('jsonb') body!: WebhookBody;
  /** TwiML as answered; null for mere events. */
  @Column('text', { nullable: true }) answer!: string | null;
  @Column('timestamptz', { name: 'received_at' }) receivedAt!: Date;
  @Column('timestamptz', { name: 'applied_at', nullable: true }) appliedAt!: Date | null;
  @Column('integer') attempts!: number;
  @Column('timestamptz', { name: 'next_at' }) nextAt!: Date;
  @Column('text', { nullable: true }) error!: string | null;
  @Column('timestamptz', { name: 'parked_at', nullable: true }) parkedAt!: Date | null;
}
