/** The owner is back: the stand-in ends, and what happened meanwhile is written down for the owner, once. */
import { Injectable } from '@nestjs/common';
import type { Actor, Channel, Locale } from '@lib/contracts';
import type { Tx } from '@lib/database';
import { StandInRecords, TimelineWriter, type LiveStandIn } from '@lib/tickets';
import { handBackText, isSilent } from './hand-back.js';

interface Facts {
  standIn: string;
  locale: Locale;
  timeZone: string;
  received: number;
  answered: number;
  lastAnswer: string | null;
  promises: { text: string; dueAt: string }[];
  stillOpen: Channel[];
}

const EXCERPT = 200;
const PROMISES_TOLD = 5;

@Injectable()
export class HandBacks {
  constructor(
    private readonly records: StandInRecords,
    private readonly timeline: TimelineWriter,
  ) {}

  /** Where nothing happened nothing is written. */
  async giveBack(tx: Tx, live: LiveStandIn, actor: Actor): Promise<void> {
    const facts = live.agentId === null ? null : await this.facts(tx, live);
    const meanwhile = facts && {
      ...facts,
      promises: facts.promises.map(({ text, dueAt }) => ({ text, dueAt: new Date(dueAt) })),
    };
    const silent = !meanwhile || isSilent(meanwhile);
    const { received, answered, stillOpen } = facts ?? { received: 0, answered: 0, stillOpen: [] };
    await this.records.end(tx, live, 'back', actor, silent ? null : { received, answered, stillOpen });
    if (silent || !facts) return;
    await this.timeline.note(tx, {
      ticketId: live.ticketId,
      author: { kind: 'agent', id: live.agentId, name: facts.standIn },
      text: handBackText(meanwhile, facts.locale, facts.timeZone),
    });
  }

  /** Since the first stand-in of this absence: the owner was away for all of them. */
  private async facts(tx: Tx, live: LiveStandIn): Promise<Facts | null> {
    const [facts] = await tx.query<Facts>(
      `WITH away AS (
         SELECT coalesce(min(since) FILTER (WHERE absence_id = $4), $3::timestamptz) AS since
         FROM tickets.stand_in WHERE ticket_id = $1 AND owner_id = $5)
       SELECT stand_in.name AS "standIn", owner.locale,
         coalesce((SELECT time_zone FROM clocks.calendar WHERE id = 'default'), 'UTC') AS "timeZone",
         (SELECT count(*)::integer FROM tickets.message WHERE ticket_id = $1 AND direction = 'in' AND at >= away.since
            AND NOT data ? 'automatic') AS received,
         (SELECT count(*)::integer FROM tickets.message WHERE ticket_id = $1 AND direction = 'out' AND at >= away.since
            AND author_kind = 'agent' AND delivery_state NOT IN ('cancelled', 'failed')) AS answered,
         (SELECT left(regexp_replace(text, '\\s+', ' ', 'g'), ${EXCERPT}) FROM tickets.message
          WHERE ticket_id = $1 AND direction = 'out' AND at >= away.since AND author_kind = 'agent'
            AND delivery_state NOT IN ('cancelled', 'failed') ORDER BY seq DESC LIMIT 1) AS "lastAnswer",
         (SELECT coalesce(jsonb_agg(jsonb_build_object('text', text, 'dueAt', due_at)), '[]') FROM (
            SELECT text, due_at FROM clocks.promise WHERE ticket_id = $1 AND num_nonnulls(kept_at, lapsed_at, cancelled_at) = 0
            ORDER BY due_at LIMIT ${PROMISES_TOLD}) AS open) AS promises,
         (SELECT coalesce(jsonb_agg(DISTINCT channel), '[]') FROM tickets.interaction
          WHERE ticket_id = $1 AND agent_id = $2 AND channel <> 'email' AND state IN ('offered', 'connected', 'held')) AS "stillOpen"
       FROM away, agents.agent AS stand_in, agents.agent AS owner WHERE stand_in.id = $2 AND owner.id = $5`,
      [live.ticketId, live.agentId, live.since, live.absenceId, live.ownerId],
    );
    return facts ?? null;
  }
}
