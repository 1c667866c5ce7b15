/** The wrap-ups of agents: each begins when its agent is no longer with the customer, and ends by word, or by a durable timer. */
import { Inject, Injectable } from '@nestjs/common';
import { Problem, type Actor, type Channel, type DispositionLabel, type WrapUpEnd } from '@lib/contracts';
import { Engagements } from '@lib/agents';
import { Outbox, Timers } from '@lib/bus';
import type { Tx } from '@lib/database';
import { Clock, CONFIG, newId, type Config } from '@lib/platform';
import { TimelineWriter } from '../timeline-writer.js';

/** A wrap-up is lengthened as often as it is asked for, but not past this time after it began. */
const LONGEST_WRAP_UP_MS = 15 * 60_000;
const TIMER = 'wrap-up';

export interface WrapUpRef {
  id: string;
  interactionId: string;
  ticketId: string;
  agentId: string;
  channel: Channel;
  queueId: string | null;
}

/** What came of it; null where nobody said. */
export interface Outcome {
  dispositionId: string;
  label: DispositionLabel;
  reason: string | null;
}

const OPEN = `SELECT wrap_up.id, wrap_up.interaction_id AS "interactionId", interaction.ticket_id AS "ticketId",
    wrap_up.agent_id AS "agentId", wrap_up.channel, wrap_up.queue_id AS "queueId"
  FROM tickets.wrap_up JOIN tickets.interaction ON interaction.id = wrap_up.interaction_id
  WHERE wrap_up.ended_at IS NULL`;

@Injectable()
export class WrapUps {
  constructor(
    private readonly engagements: Engagements,
    private readonly timeline: TimelineWriter,
    private readonly outbox: Outbox,
    private readonly timers: Timers,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** When it would end if it began now; null where this house has none, and on channels on which nobody waits on a line. */
  lengthFor(channel: Channel): Date | null {
    if (channel === 'email' || this.config.WRAP_UP_MS === 0) return null;
    return new Date(this.clock.now().getTime() + this.config.WRAP_UP_MS);
  }

  /** Holds the agent's capacity until it is over. Whoever has one open already goes on with it. */
  async begin(
    tx: Tx,
    { interactionId, agentId, channel }: { interactionId: string; agentId: string; channel: Channel },
    until: Date,
  ): Promise<void> {
    const [begun] = await tx.query<{ id: string }>(
      `INSERT INTO tickets.wrap_up (id, interaction_id, agent_id, queue_id, channel, until)
       SELECT $1, interaction.id, $3, coalesce(interaction.queue_id, ticket.queue_id), $4, $5
       FROM tickets.interaction JOIN tickets.ticket ON ticket.id = interaction.ticket_id WHERE interaction.id = $2
       ON CONFLICT (interaction_id, agent_id) WHERE ended_at IS NULL DO UPDATE SET until = excluded.until RETURNING id`,
      [newId(), interactionId, agentId, channel, until],
    );
    if (!begun) throw new Error('the interaction does not exist');
    await this.engagements.wrapUp(tx, { interactionId, agentId, channel }, until);
    await this.timers.set(tx, { kind: TIMER, key: begun.id, dueAt: until, payload: {} });
  }

  async open(tx: Tx, interactionId: string, agentId: string): Promise<WrapUpRef | null> {
    const [row] = await tx.query<WrapUpRef>(
      `${OPEN} AND wrap_up.interaction_id = $1 AND wrap_up.agent_id = $2 FOR UPDATE OF wrap_up`,
      [interactionId, agentId],
    );
    return row ?? null;
  }

  /** Nobody said anything: it is over all the same, and what came of it was not given. */
  async runOut(tx: Tx, id: string): Promise<void> {
    // The interaction before its wrap-up, as whoever ends one by hand does.
    await tx.query(
      `SELECT 1 FROM tickets.interaction WHERE id = (SELECT interaction_id FROM tickets.wrap_up WHERE id = $1) FOR UPDATE`,
      [id],
    );
    const [row] = await tx.query<WrapUpRef>(`${OPEN} AND wrap_up.id = $1 FOR UPDATE OF wrap_up`, [id]);
    if (row) await this.finish(tx, row, 'time', { kind: 'system', id: null }, null);
  }

  /** False when it was over already. */
  async finish(
    tx: Tx,
    wrapUp: WrapUpRef,
    by: WrapUpEnd,
    actor: Actor,
    outcome: Outcome | null,
  ): Promise<boolean> {
    const { id, interactionId, agentId, ticketId, channel } = wrapUp;
    const [ended] = await tx.query(
      `UPDATE tickets.wrap_up SET ended_at = now(), ended_by = $2, disposition_id = $3, disposition = $4, reason = $5
       WHERE id = $1 AND ended_at IS NULL RETURNING id`,
      [
        id,
        by,
        outcome?.dispositionId ?? null,
        outcome && JSON.stringify(outcome.label),
        outcome?.reason ?? null,
      ],
    );
    if (!ended) return false;
    await tx.query(
      `UPDATE tickets.interaction SET state = 'ended', wrap_up_until = NULL, version = version + 1
       WHERE id = $1 AND agent_id = $2 AND state = 'wrapping-up'`,
      [interactionId, agentId],
    );
    await this.engagements.endWrapUp(tx, interactionId, agentId);
    await this.timers.cancel(tx, TIMER, id);
    if (outcome || (await this.isAsked(tx, wrapUp)))
      await this.timeline.event(tx, ticketId, 'wrap-up.completed', actor, {
        ...{ interactionId, channel, by },
        ...(outcome && { disposition: outcome.label, ...(outcome.reason && { reason: outcome.reason }) }),
      });
    await this.outbox.publish(tx, 'wrap-up.completed', {
      subject: { type: 'ticket', id: ticketId },
      actor,
      data: { interactionId, agentId },
    });
    return true;
  }

  /** Errors: `move-not-allowed` when it is over, or as long as it may be. */
  async extend(tx: Tx, interactionId: string, agentId: string): Promise<Date> {
    const [row] = await tx.query<{ id: string; until: Date; channel: Channel; ticketId: string }>(
      `UPDATE tickets.wrap_up SET until = least(
           greatest(until, now()) + $3 * interval '1 millisecond', began_at + $4 * interval '1 millisecond')
       FROM tickets.interaction
       WHERE interaction.id = wrap_up.interaction_id AND interaction_id = $1 AND wrap_up.agent_id = $2 AND wrap_up.ended_at IS NULL
         AND until < began_at + $4 * interval '1 millisecond'
       RETURNING wrap_up.id, wrap_up.until, wrap_up.channel, interaction.ticket_id AS "ticketId"`,
      [
        interactionId,
        agentId,
        Math.max(this.config.WRAP_UP_MS, 30_000),
        Math.max(LONGEST_WRAP_UP_MS, 2 * this.config.WRAP_UP_MS),
      ],
    );
    if (!row) throw new Problem('move-not-allowed', 'This wrap-up is over, or as long as it may be');
    await tx.query(
      `UPDATE tickets.interaction SET wrap_up_until = $3, version = version + 1
       WHERE id = $1 AND agent_id = $2 AND state = 'wrapping-up'`,
      [interactionId, agentId, row.until],
    );
    await this.engagements.wrapUp(tx, { interactionId, agentId, channel: row.channel }, row.until);
    await this.timers.set(tx, { kind: TIMER, key: row.id, dueAt: row.until, payload: {} });
    await this.outbox.publish(tx, 'ticket.changed', {
      subject: { type: 'ticket', id: row.ticketId },
      data: { ticketId: row.ticketId },
    });
    return row.until;
  }

  /** Where there is nothing to pick from, nothing was left unsaid. */
  private async isAsked(tx: Tx, { queueId }: WrapUpRef): Promise<boolean> {
    const rows = await tx.query(`SELECT 1 FROM tickets.disposition WHERE queue_id = $1 AND active LIMIT 1`, [
      queueId,
    ]);
    return rows.length > 0;
  }
}
