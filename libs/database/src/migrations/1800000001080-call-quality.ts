/** How a call sounds at each telephone of the house: one row per leg, added up as its telephone tells; the rooms above read the view. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CallQuality1800000001080 implements MigrationInterface {
  name = 'CallQuality1800000001080';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE voice.leg_quality (
        call_sid text NOT NULL,
        part integer NOT NULL,
        seconds integer NOT NULL,
        judged_seconds integer NOT NULL,
        mos_sum double precision NOT NULL,
        worst_mos double precision,
        packets_received integer NOT NULL,
        packets_lost integer NOT NULL,
        worst_jitter_ms integer NOT NULL,
        worst_rtt_ms integer,
        warnings jsonb NOT NULL,
        level text,
        heard_at timestamptz NOT NULL,
        told_at timestamptz NOT NULL,
        CONSTRAINT leg_quality_pk PRIMARY KEY (call_sid),
        CONSTRAINT leg_quality_level CHECK (level IN ('good', 'fair', 'poor'))
      )`);
    await runner.query(`
      CREATE VIEW bus.call_quality AS
      SELECT call.interaction_id, leg.call_sid, leg.agent_id, leg.role, quality.heard_at, quality.seconds, quality.level,
        CASE WHEN quality.judged_seconds > 0 THEN round((quality.mos_sum / quality.judged_seconds)::numeric, 2) END AS mos,
        round(quality.worst_mos::numeric, 2) AS worst_mos,
        CASE WHEN quality.packets_received + quality.packets_lost > 0
          THEN round(100.0 * quality.packets_lost / (quality.packets_received + quality.packets_lost), 1) END AS loss_percent,
        quality.worst_jitter_ms, quality.worst_rtt_ms,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('name', warning.key, 'seconds', warning.value)
           ORDER BY warning.value DESC, warning.key), '[]') FROM jsonb_each(quality.warnings) AS warning) AS warnings
      FROM voice.leg_quality AS quality JOIN voice.leg ON leg.call_sid = quality.call_sid
      JOIN voice.call ON call.id = leg.call_id
      WHERE call.interaction_id IS NOT NULL AND leg.agent_id IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP VIEW bus.call_quality`);
    await runner.query(`DROP TABLE voice.leg_quality`);
  }
}
