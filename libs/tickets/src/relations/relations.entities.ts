/** Rows of what ties tickets together: links, merges and splits with what they moved, and followers. */
import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { InnerWording, LinkKind, SwarmState } from '@lib/contracts';

@Entity({ schema: 'tickets', name: 'link' })
@Check('link_kind', `kind IN ('child-of', 'duplicate-of', 'incident-of', 'follow-up-of')`)
@Check('link_two_tickets', `from_ticket_id <> to_ticket_id`)
@Unique('link_once', ['fromTicketId', 'toTicketId', 'kind'])
@Index('link_to', ['toTicketId'])
export class LinkRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'link_pk' }) id!: string;
  @Column('text') kind!: LinkKind;
  @Column('uuid', { name: 'from_ticket_id' }) fromTicketId!: string;
  @Column('uuid', { name: 'to_ticket_id' }) toTicketId!: string;
  /** Null: made by what arrived. */
  @Column('uuid', { name: 'made_by', nullable: true }) madeBy!: string | null;
  @Column('timestamptz', { name: 'made_at', default: () => 'now()' }) madeAt!: Date;
}

/** A merge or a split: what it needs to be undone stands here and in its items. */
@Entity({ schema: 'tickets', name: 'move' })
@Check('move_kind', `kind IN ('merge', 'split')`)
@Index('move_merged', { synchronize: false })
@Index('move_split', { synchronize: false })
@Index('move_from', ['fromTicketId'])
@Index('move_to', ['toTicketId'])
export class MoveRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'move_pk' }) id!: string;
  @Column('text') kind!: 'merge' | 'split';
  @Column('uuid', { name: 'from_ticket_id' }) fromTicketId!: string;
  @Column('uuid', { name: 'to_ticket_id' }) toTicketId!: string;
  @Column('uuid', { name: 'made_by' }) madeBy!: string;
  @Column('timestamptz', { name: 'made_at', default: () => 'now()' }) madeAt!: Date;
  @Column('jsonb', { default: () => `'{}'` }) before!: Record<string, unknown>;
  @Column('uuid', { name: 'undone_by', nullable: true }) undoneBy!: string | null;
  @Column('timestamptz', { name: 'undone_at', nullable: true }) undoneAt!: Date | null;
}

@Entity({ schema: 'tickets', name: 'moved_item' })
export class MovedItemRow {
  @PrimaryColumn('uuid', { name: 'move_id', primaryKeyConstraintName: 'moved_item_pk' }) moveId!: string;
  @PrimaryColumn('uuid', { name: 'item_id', primaryKeyConstraintName: 'moved_item_pk' }) itemId!: string;
  /** The history entry that keeps its number free where it was. */
  @Column('uuid', { name: 'placeholder_id' }) placeholderId!: string;
  /** Of a message split off without the rest of its interaction: where it belongs. */
  @Column('uuid', { name: 'interaction_id', nullable: true }) interactionId!: string | null;
  /** Where its Message-ID led before. */
  @Column('uuid', { name: 'led_to', nullable: true }) ledTo!: string | null;
}

@Entity({ schema: 'tickets', name: 'follower' })
@Index('follower_agent', ['agentId'])
export class FollowerRow {
  @PrimaryColumn('uuid', { name: 'ticket_id', primaryKeyConstraintName: 'follower_pk' }) ticketId!: string;
  @PrimaryColumn('uuid', { name: 'agent_id', primaryKeyConstraintName: 'follower_pk' }) agentId!: string;
  @Column('uuid', { name: 'added_by' }) addedBy!: string;
  @Column('timestamptz', { default: () => 'now()' }) since!: Date;
  /** The last timeline number they have seen. */
  @Column('integer', { name: 'read_seq', default: 0 }) readSeq!: number;
  /** The number of the last note that names them. */
  @Column('integer', { name: 'mention_seq', default: 0 }) mentionSeq!: number;
  /** Came with a merge, and leaves when it is undone. */
  @Column('uuid', { name: 'move_id', nullable: true }) moveId!: string | null;
}

/** Somebody asked to look at a ticket now, and how they answered. */
@Entity({ schema: 'tickets', name: 'swarm_seat' })
@Check('swarm_seat_state', `state IN ('invited', 'accepted', 'declined', 'left')`)
@Index('swarm_seat_live', { synchronize: false })
export class SwarmSeatRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'swarm_seat_pk' }) id!: string;
  @Column('uuid', { name: 'ticket_id' }) ticketId!: string;
  @Column('uuid', { name: 'agent_id' }) agentId!: string;
  @Column('uuid', { name: 'asked_by' }) askedBy!: string;
  @Column('text') question!: InnerWording;
  @Column('text', { default: 'invited' }) state!: SwarmState;
  @Column('timestamptz', { name: 'asked_at', default: () => 'now()' }) askedAt!: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
  /** They go on following when they leave. */
  @Column('boolean', { name: 'followed_before' }) followedBefore!: boolean;
}

export const RELATIONS_ENTITIES = [LinkRow, MoveRow, MovedItemRow, FollowerRow, SwarmSeatRow];
