/** A file in a chat: uploaded by its visitor or sent by an agent; the bytes lie in the file store. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { AttachmentRef, AttachmentScan } from '@lib/contracts';
import { Visitor } from './visitor.entity.js';

/** As a line keeps it. */
export type KeptAttachment = AttachmentRef & { id: string };

@Entity({ schema: 'chat', name: 'attachment' })
@Check('attachment_scan', `scan_verdict IN ('clean', 'infected', 'unscanned')`)
@Index('attachment_by_visitor', ['visitorId'])
export class Attachment {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'attachment_pkey' }) id!: string;
  @ForeignKey(() => Visitor, { name: 'attachment_visitor_fkey' })
  @Column('uuid', { name: 'visitor_id' })
  visitorId!: string;
  @Column('text') sha256!: string;
  @Column('text') name!: string;
  @Column('text') type!: string;
  @Column('integer') size!: number;
  /** Null: it came before files of chats were looked at. */
  @Column('text', { name: 'scan_verdict', nullable: true }) scanVerdict!: AttachmentScan['verdict'] | null;
  @Column('text', { name: 'scan_detail', nullable: true }) scanDetail!: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}
