/** What a telephone tells of its own call: added to its leg in one statement, and consoles look again when the word changed. */
import { Injectable } from '@nestjs/common';
import { Problem, qualityLevel, QualityWarning, type TellCallQuality } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import { Database, type Tx } from '@lib/database';

/** Parts come every five seconds; a little is left to the road they take. */
const leastGapSeconds = 2;
/** The figures move on even when the word stays the same. */
const tellAgainSeconds = 30;
/** The last part of a call may come after the carrier's word that it is over. */
const afterTheEndSeconds = 15;

interface Kept {
  callSid: string;
  interactionId: string | null;
  /** The last part before this one. */
  part: number | null;
  /** Null when nothing was added. */
  tell: boolean | null;
}

@Injectable()
export class CallQualities {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** Repeats change nothing. Errors: `not-found` for a leg that is not one's own or is over, `rate-limited`. */
  async tell(agentId: string, told: TellCallQuality): Promise<void> {
    await this.database.transaction(async (tx) => {
      const kept = await this.keep(tx, agentId, told);
      if (!kept) throw new Problem('not-found');
      const { tell, part, callSid, interactionId } = kept;
      if (tell === null && (part === null || part < told.part)) throw new Problem('rate-limited');
      if (!tell || !interactionId) return;
      const subject = { type: 'interaction', id: interactionId };
      await this.outbox.publish(tx, 'call.changed', { subject, data: { interactionId, callSid } });
    });
  }

  private async keep(tx: Tx, agentId: string, told: TellCallQuality): Promise<Kept | undefined> {
    const held = QualityWarning.options.filter((name) => (told.warnings[name] ?? 0) > 0);
    const judged = told.mos === null ? 0 : told.seconds;
    const [kept] = await tx.query<Kept>(
      `WITH mine AS (
         SELECT leg.call_sid AS leg_sid, call.call_sid, call.interaction_id, before.part FROM voice.leg
         JOIN voice.call ON call.id = leg.call_id LEFT JOIN voice.leg_quality AS before ON before.call_sid = leg.call_sid
         WHERE leg.call_sid = $1 AND leg.agent_id = $2 AND leg.joined_at IS NOT NULL
           AND (leg.ended_at IS NULL OR leg.ended_at > now() - $15 * interval '1 second')),
       kept AS (
         INSERT INTO voice.leg_quality AS quality (call_sid, part, seconds, judged_seconds, mos_sum, worst_mos, packets_received,
           packets_lost, worst_jitter_ms, worst_rtt_ms, warnings, level, heard_at, told_at)
         SELECT leg_sid, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, now(), now() FROM mine
         ON CONFLICT (call_sid) DO UPDATE SET part = excluded.part, seconds = quality.seconds + excluded.seconds,
           judged_seconds = quality.judged_seconds + excluded.judged_seconds, mos_sum = quality.mos_sum + excluded.mos_sum,
           worst_mos = least(quality.worst_mos, excluded.worst_mos),
           packets_received = quality.packets_received + excluded.packets_received,
           packets_lost = quality.packets_lost + excluded.packets_lost,
           worst_jitter_ms = greatest(quality.worst_jitter_ms, excluded.worst_jitter_ms),
           worst_rtt_ms = greatest(quality.worst_rtt_ms, excluded.worst_rtt_ms),
           warnings = (SELECT coalesce(jsonb_object_agg(key, seconds), '{}') FROM (
             SELECT key, sum(value::integer) AS seconds FROM (
               SELECT * FROM jsonb_each_text(quality.warnings) UNION ALL SELECT * FROM jsonb_each_text(excluded.warnings)) AS one
             GROUP BY key) AS summed),
           level = excluded.level, heard_at = now(),
           told_at = CASE WHEN quality.level IS DISTINCT FROM excluded.level
             OR quality.told_at <= now() - $14 * interval '1 second' THEN now() ELSE quality.told_at END
         WHERE quality.part < excluded.part AND quality.heard_at <= now() - $16 * interval '1 second'
         RETURNING told_at = now() AS tell)
       SELECT mine.call_sid AS "callSid", mine.interaction_id AS "interactionId", mine.part, kept.tell
       FROM mine LEFT JOIN kept ON true`,
      [
        told.callSid,
        agentId,
        told.part,
        told.seconds,
        judged,
        (told.mos ?? 0) * judged,
        told.worstMos,
        told.packetsReceived,
        told.packetsLost,
        told.worstJitterMs,
        told.worstRttMs,
        JSON.stringify(Object.fromEntries(held.map((name) => [name, told.warnings[name]]))),
        qualityLevel(told.mos, held),
        tellAgainSeconds,
        afterTheEndSeconds,
        leastGapSeconds,
      ],
    );
    return kept;
  }
}
