/** What the carrier said about a conference, as said: who came, went, was muted or held. */
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'voice', name: 'conference_event' })
@Index('conference_event_order', ['conferenceSid', 'sequence'])
export class ConferenceEvent {
  /** The webhook that said it. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'conference_event_pkey' }) id!: string;
  @Column('text', { name: 'conference_sid' }) conferenceSid!: string;
  @Column('uuid', { name: 'interaction_id', nullable: true }) interactionId!: string | null;
  @Column('text') event!: string;
  @Column('text', { name: 'call_sid', nullable: true }) callSid!: string | null;
  @Column('text', { nullable: true }) label!: string | null;
  @Column('integer', { nullable: true }) sequence!: number | null;
  @Column('timestamptz') at!: Date;
}
