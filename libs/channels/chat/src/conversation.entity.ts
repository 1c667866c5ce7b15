/** One chat of one visitor, from its first line to its end; at most one is open per visitor. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Visitor } from './visitor.entity.js';

@Entity({ schema: 'chat', name: 'conversation' })
@Index('conversation_one_open', ['visitorId'], { unique: true, where: `state = 'open'` })
@Index('conversation_by_visitor', ['visitorId', 'startedAt'])
@Index('conversation_open_seen', ['visitorSeenAt'], { where: `state = 'open'` })
@Check('conversation_state', `state IN ('open', 'ended')`)
@Check('conversation_ended_by', `ended_by IN ('visitor', 'agent', 'system')`)
export class Conversation {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'conversation_pkey' }) id!: string;
  @ForeignKey(() => Visitor, { name: 'conversation_visitor_fkey' })
  @Column('uuid', { name: 'visitor_id' })
  visitorId!: string;
  @Column('text') state!: 'open' | 'ended';
  @Column('text', { nullable: true }) name!: string | null;
  @Column('text', { nullable: true }) email!: string | null;
  @Column('text', { nullable: true }) phone!: string | null;
  @Column('text', { nullable: true }) locale!: 'fr' | 'en' | null;
  @Column('text', { nullable: true }) page!: string | null;
  /** The number of its newest line; counted up under this row's lock, so lines have no gaps. */
  @Column('integer', { name: 'last_seq' }) lastSeq!: number;
  @Column('timestamptz', { name: 'person_wished_at', nullable: true }) personWishedAt!: Date | null;
  @Column('timestamptz', { name: 'started_at' }) startedAt!: Date;
  /** Last sign of the visitor's page; to the precision of a look, not of a second. */
  @Column('timestamptz', { name: 'visitor_seen_at', default: () => 'now()' }) visitorSeenAt!: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
  @Column('text', { name: 'ended_by', nullable: true }) endedBy!: 'visitor' | 'agent' | 'system' | null;
}
