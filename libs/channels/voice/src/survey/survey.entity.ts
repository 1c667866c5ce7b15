/** The question after a call: at most one per call, and its one answer. */
import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'voice', name: 'survey' })
@Check('survey_score', `score BETWEEN 1 AND 5`)
export class SurveyRow {
  @PrimaryColumn('text', { name: 'call_sid', primaryKeyConstraintName: 'survey_pk' }) callSid!: string;
  @Column('uuid', { name: 'interaction_id' }) interactionId!: string;
  @Column('timestamptz', { name: 'asked_at', default: () => 'now()' }) askedAt!: Date;
  /** How often the question was said. */
  @Column('integer', { default: 1 }) visits!: number;
  @Column('integer', { nullable: true }) score!: number | null;
  @Column('timestamptz', { name: 'answered_at', nullable: true }) answeredAt!: Date | null;
}
