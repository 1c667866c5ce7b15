/** One line of a chat, either way, as the visitor reads it. */
import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { Conversation } from './conversation.entity.js';
import type { KeptAttachment } from './attachment.entity.js';

@Entity({ schema: 'chat', name: 'line' })
@Unique('line_seq_key', ['conversationId', 'seq'])
@Unique('line_client_id_key', ['conversationId', 'clientId'])
@Unique('line_dispatch_id_key', ['dispatchId'])
@Check('line_author_kind', `author_kind IN ('visitor', 'agent', 'system')`)
export class Line {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'line_pkey' }) id!: string;
  @ForeignKey(() => Conversation, { name: 'line_conversation_fkey' })
  @Column('uuid', { name: 'conversation_id' })
  conversationId!: string;
  @Column('integer') seq!: number;
  /** The visitor's idempotency key; null on lines that came from us. */
  @Column('text', { name: 'client_id', nullable: true }) clientId!: string | null;
  /** The dispatch that asked for this line; null on the visitor's own. */
  @Column('uuid', { name: 'dispatch_id', nullable: true }) dispatchId!: string | null;
  @Column('text', { name: 'author_kind' }) authorKind!: 'visitor' | 'agent' | 'system';
  @Column('text', { name: 'author_name', nullable: true }) authorName!: string | null;
  @Column('text', { name: 'author_photo', nullable: true }) authorPhoto!: string | null;
  @Column('text') text!: string;
  @Column('jsonb') attachments!: KeptAttachment[];
  @Column('timestamptz') at!: Date;
}
