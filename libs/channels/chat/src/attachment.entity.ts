/** A file in a chat: uploaded by its visitor or sent by an agent; the bytes lie in the file store. */
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { AttachmentRef } from '@lib/contracts';
import { Visitor } from './visitor.entity.js';

/** As a line keeps it. */
export type KeptAttachment = AttachmentRef & { id: string };

@Entity({ schema: 'chat', name: 'attachment' })
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
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}
