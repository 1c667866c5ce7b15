/** One customer's call, from the first webhook to the end of their leg. */
import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { CallFault, CallPartyState, Locale } from '@lib/contracts';
import type { ShownParty } from './call-shown.js';
import type { CallPhase, CallState } from './call-state.js';

@Entity({ schema: 'voice', name: 'call' })
@Unique('call_sid_key', ['callSid'])
@Check('call_direction', `direction IN ('inbound', 'client', 'outbound')`)
@Check('call_from_kind', `from_kind IN ('phone', 'client')`)
@Check('call_phase', `phase IN ('waiting', 'connecting', 'joining', 'talking', 'ended')`)
@Check('call_fault', `fault IN ('hold', 'resume', 'invite', 'dismiss', 'to-queue')`)
@Index('call_by_interaction', ['interactionId'])
@Index('call_live', ['heardAt'], { where: 'ended_at IS NULL' })
export class Call {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'call_pkey' }) id!: string;
  /** Of the customer's line; of a call we made it is made by us, before there is a line. */
  @Column('text', { name: 'call_sid' }) callSid!: string;
  @Column('text') direction!: 'inbound' | 'client' | 'outbound';
  @Column('text', { name: 'from_kind' }) fromKind!: 'phone' | 'client';
  @Column('text', { name: 'from_value' }) fromValue!: string;
  @Column('text', { name: 'to_value' }) toValue!: string;
  @Column('text') locale!: Locale;
  @Column('text') phase!: CallPhase;
  @Column('uuid', { name: 'interaction_id', nullable: true }) interactionId!: string | null;
  @Column('text', { name: 'ticket_number', nullable: true }) ticketNumber!: string | null;
  /** Whom the call was last connected to. */
  @Column('uuid', { name: 'agent_id', nullable: true }) agentId!: string | null;
  @Column('uuid', { name: 'offer_id', nullable: true }) offerId!: string | null;
  @Column('text', { name: 'agent_call_sid', nullable: true }) agentCallSid!: string | null;
  @Column('text', { name: 'conference_sid', nullable: true }) conferenceSid!: string | null;
  /** The fold of every callback so far (call-state.ts); the columns above are read from it. */
  @Column('jsonb') state!: CallState;
  @Column('timestamptz', { name: 'started_at' }) startedAt!: Date;
  /** First talk with an agent. */
  @Column('timestamptz', { name: 'answered_at', nullable: true }) answeredAt!: Date | null;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
  @Column('text', { name: 'ended_by', nullable: true }) endedBy!: 'customer' | 'agent' | 'system' | null;
  /** The next three are shown to the rooms above, through the view bus.call_status. */
  @Column('timestamptz', { name: 'held_since', nullable: true }) heldSince!: Date | null;
  /** Milliseconds of hold that are over. */
  @Column('integer', { name: 'held_ms', default: 0 }) heldMs!: number;
  @Column('jsonb', { default: () => `'[]'` }) parties!: ShownParty[];
  @Column('text', { name: 'customer_state', nullable: true }) customerState!: CallPartyState | null;
  /** Of a call we made: the carrier's id of the customer's line, once it is called; `call_sid` is our own. */
  @Column('text', { name: 'carrier_sid', nullable: true }) carrierSid!: string | null;
  /** What the carrier was asked last and did not do. */
  @Column('text', { nullable: true }) fault!: CallFault | null;
  /** Last sign from the carrier about this call. */
  @Column('timestamptz', { name: 'heard_at' }) heardAt!: Date;
  @Column('integer') version!: number;
}
