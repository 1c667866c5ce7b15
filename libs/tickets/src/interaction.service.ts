/** The life of one engagement on one channel: waiting → offered → connected → wrapping-up → ended, or abandoned. */
import { Injectable } from '@nestjs/common';
import type { Channel, InteractionState, Locale } from '@lib/contracts';
import { Engagements } from '@lib/agents';
import { Outbox } from '@lib/bus';
import type { Tx } from '@lib/database';
import { newId } from '@lib/platform';
import { TimelineWriter } from './timeline-writer.js';
import { WrapUps } from './wrap-up/wrap-ups.js';

export interface InteractionRef {
  id: string;
  ticketId: string;
  channel: Channel;
  state: InteractionState;
  agentId: string | null;
}

const columns = `id, ticket_id AS "ticketId", channel, state, agent_id AS "agentId"`;

@Injectable()
export class InteractionService {
  constructor(
    private readonly engagements: Engagements,
    private readonly timeline: TimelineWriter,
    private readonly outbox: Outbox,
    private readonly wrapUps: WrapUps,
  ) {}

  async find(tx: Tx, id: string): Promise<InteractionRef | null> {
    const [row] = await tx.query<InteractionRef>(
      `SELECT ${columns} FROM tickets.interaction WHERE id = $1 FOR UPDATE`,
      [id],
    );
    return row ?? null;
  }

  async findByThread(tx: Tx, channel: Channel, key: string): Promise<InteractionRef | null> {
    const [row] = await tx.query<InteractionRef>(
      `SELECT ${columns} FROM tickets.interaction WHERE id = (
         SELECT interaction_id FROM tickets.thread WHERE channel = $1 AND key = $2) FOR UPDATE`,
      [channel, key],
    );
    return row ?? null;
  }

  /** A turn in writing for whoever is to go on with the ticket, addressed as its last interaction was. Null when it never had one. */
  async beginTurn(
    tx: Tx,
    ticketId: string,
    data: { handOver?: true; queueId?: string } = {},
  ): Promise<string | null> {
    const [begun] = await tx.query<{ id: string }>(
      `INSERT INTO tickets.interaction (id, ticket_id, customer_id, identity_id, channel, thread_key, our_address, data)
       SELECT $1, ticket.id, ticket.customer_id, last.identity_id, 'email', 'ticket:' || ticket.id, last.our_address, $3
       FROM tickets.ticket JOIN LATERAL (
         SELECT identity_id, our_address FROM tickets.interaction WHERE ticket_id = ticket.id ORDER BY started_at DESC LIMIT 1) AS last ON true
       WHERE ticket.id = $2 RETURNING id`,
      [newId(), ticketId, JSON.stringify(data)],
    );
    return begun?.id ?? null;
  }

  /**
   * A call to the customer, in the hand of who makes it from the first moment; connected when the customer is there. `id` is
   * the caller's own: false when it was used before.
   */
  async beginCall(
    tx: Tx,
    call: {
      id: string;
      ticketId: string;
      customerId: string;
      identityId: string;
      agentId: string;
      threadKey: string;
      ourAddress: string;
    },
  ): Promise<boolean> {
    if (!(await this.insertCall(tx, { ...call, state: 'offered', data: {} }))) return false;
    const { id, agentId } = call;
    await this.engagements.hold(tx, { interactionId: id, agentId, channel: 'voice', state: 'engaged' });
    return true;
  }

  /** A call that is to be made by whoever takes it; it waits in a line like one that came in. */
  async beginCallback(
    tx: Tx,
    call: {
      id: string;
      ticketId: string;
      customerId: string;
      identityId: string;
      threadKey: string;
      ourAddress: string;
      data: { callbackId: string; to: string; from: string; locale: Locale; queueId: string };
    },
  ): Promise<void> {
    await this.insertCall(tx, { ...call, agentId: null, state: 'waiting' });
  }

  private async insertCall(
    tx: Tx,
    call: {
      id: string;
      ticketId: string;
      customerId: string;
      identityId: string;
      agentId: string | null;
      threadKey: string;
      ourAddress: string;
      state: InteractionState;
      data: Record<string, string>;
    },
  ): Promise<boolean> {
    const { id, ticketId, agentId, threadKey } = call;
    const { seq } = await this.timeline.placeForWords(tx, ticketId);
    const [begun] = await tx.query(
      `INSERT INTO tickets.interaction (id, ticket_id, customer_id, identity_id, channel, state, agent_id, thread_key, our_address, seq, data)
       VALUES ($1, $2, $3, $4, 'voice', $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING RETURNING id`,
      [
        ...[
          id,
          ticketId,
          call.customerId,
          call.identityId,
          call.state,
          agentId,
          threadKey,
          call.ourAddress,
          seq,
        ],
        JSON.stringify({ ...call.data, direction: 'out' }),
      ],
    );
    if (!begun) return false;
    await tx.query(
      `INSERT INTO tickets.thread (channel, key, ticket_id, interaction_id) VALUES ('voice', $1, $2, $3) ON CONFLICT (channel, key) DO NOTHING`,
      [threadKey, ticketId, id],
    );
    await tx.query(
      `UPDATE tickets.ticket SET channels = channels || to_jsonb('voice'::text) WHERE id = $1 AND NOT channels ? 'voice'`,
      [ticketId],
    );
    await this.outbox.publish(tx, 'ticket.changed', {
      subject: { type: 'ticket', id: ticketId },
      data: { ticketId },
    });
    return true;
  }

  async queued(tx: Tx, id: string, queueId: string): Promise<void> {
    await tx.each(
      `UPDATE tickets.interaction SET state = 'waiting', queue_id = given."queueId", queued_at = coalesce(queued_at, now()),
         version = version + 1
       FROM json_to_recordset($1::json) AS given(id uuid, "queueId" uuid)
       WHERE interaction.id = given.id AND state IN ('waiting', 'offered')`,
      { id, queueId },
    );
  }

  /** By these offers, made in the same transaction. */
  async offered(tx: Tx, offerIds: string[]): Promise<void> {
    await tx.query(
      `UPDATE tickets.interaction SET state = 'offered', version = version + 1
       WHERE id = ANY(ARRAY(SELECT interaction_id FROM routing.offer WHERE offer.id = ANY($1))) AND state = 'waiting'`,
      [offerIds],
    );
  }

  /** Who had the customer until now goes into their wrap-up. False when it ended meanwhile. */
  async connect(tx: Tx, id: string, agentId: string): Promise<boolean> {
    const [row] = await tx.query<{
      ticket_id: string;
      channel: Channel;
      version: number;
      left: string | null;
    }>(
      `UPDATE tickets.interaction SET state = 'connected', agent_id = $2,
         connected_at = coalesce(interaction.connected_at, now()), version = interaction.version + 1
       FROM (SELECT id, agent_id, state FROM tickets.interaction WHERE id = $1 FOR UPDATE) AS before
       WHERE interaction.id = before.id AND before.state IN ('waiting', 'offered', 'connected', 'held')
       RETURNING interaction.ticket_id, interaction.channel, interaction.version,
         CASE WHEN before.state IN ('connected', 'held') AND before.agent_id <> $2 THEN before.agent_id END AS left`,
      [id, agentId],
    );
    if (!row) return false;
    const until = row.left ? this.wrapUps.lengthFor(row.channel) : null;
    if (row.left && until)
      await this.wrapUps.begin(tx, { interactionId: id, agentId: row.left, channel: row.channel }, until);
    await this.engagements.hold(tx, { interactionId: id, agentId, channel: row.channel, state: 'engaged' });
    await this.outbox.publish(tx, 'interaction.connected', {
      subject: { type: 'ticket', id: row.ticket_id },
      data: { ticketId: row.ticket_id, interactionId: id, agentId, channel: row.channel },
    });
    return true;
  }

  /**
   * Who had the customer goes into their wrap-up, and the call waits in a line again; `movedBy` may have it back as long as
   * it does. False when it ended meanwhile.
   */
  async backInLine(tx: Tx, id: string, movedBy: string): Promise<boolean> {
    const [row] = await tx.query(
      `UPDATE tickets.interaction SET state = 'waiting', agent_id = NULL, version = version + 1,
         data = data || jsonb_build_object('movedBy', $2::text)
       WHERE id = $1 AND channel = 'voice' AND state IN ('connected', 'held') RETURNING id`,
      [id, movedBy],
    );
    if (!row) return false;
    const until = this.wrapUps.lengthFor('voice');
    if (until) await this.wrapUps.begin(tx, { interactionId: id, agentId: movedBy, channel: 'voice' }, until);
    await this.engagements.release(tx, id);
    return true;
  }

  /** A mail nobody works on any more waits again. False when it ended meanwhile. */
  async putBack(tx: Tx, id: string): Promise<boolean> {
    const [row] = await tx.query(
      `UPDATE tickets.interaction SET state = 'waiting', agent_id = NULL, version = version + 1
       WHERE id = $1 AND channel = 'email' AND state = 'connected' RETURNING id`,
      [id],
    );
    if (row) await this.engagements.release(tx, id);
    return row !== undefined;
  }

  /**
   * Ends it for the customer; the agent who was on it gets wrap-up on live channels. Repeats change nothing. `heard`: the channel
   * itself said so.
   */
  async end(
    tx: Tx,
    interaction: InteractionRef,
    by: 'customer' | 'agent' | 'system',
    how: { away?: boolean; outcome?: string; comesBack?: boolean; heard?: boolean } = {},
  ): Promise<boolean> {
    const answered = interaction.agentId !== null && ['connected', 'held'].includes(interaction.state);
    const until = answered ? this.wrapUps.lengthFor(interaction.channel) : null;
    // Who goes on waiting elsewhere has not given up.
    const abandoned = !answered && !how.comesBack;
    const state: InteractionState = until ? 'wrapping-up' : abandoned ? 'abandoned' : 'ended';
    const [ended] = await tx.query<{ version: number; out: boolean | null }>(
      `UPDATE tickets.interaction SET state = $2, ended_at = coalesce(ended_at, now()), wrap_up_until = $3, version = version + 1,
         data = CASE WHEN $4::text IS NULL THEN data ELSE data || jsonb_build_object('outcome', $4) END
       WHERE id = $1 AND state IN ('waiting', 'offered', 'connected', 'held') RETURNING version, data->>'direction' = 'out' AS out`,
      [interaction.id, state, until, how.outcome ?? null],
    );
    if (!ended) return false;
    if (until && interaction.agentId)
      await this.wrapUps.begin(tx, of(interaction, interaction.agentId), until);
    await this.engagements.release(tx, interaction.id, undefined, { keepsIdle: !answered });
    if (interaction.channel !== 'email')
      await this.timeline.event(
        tx,
        interaction.ticketId,
        'interaction.ended',
        { kind: by, id: null },
        {
          interactionId: interaction.id,
          channel: interaction.channel,
          abandoned,
          ...(how.away && { away: true }),
          ...(ended.out && { direction: 'out', outcome: how.outcome ?? null }),
        },
      );
    await this.outbox.publish(tx, 'interaction.ended', {
      subject: { type: 'ticket', id: interaction.ticketId, version: ended.version },
      data: {
        ticketId: interaction.ticketId,
        interactionId: interaction.id,
        channel: interaction.channel,
        agentId: interaction.agentId,
        abandoned,
        by,
        ...(how.heard && { heard: true }),
      },
    });
    return true;
  }
}

function of(
  { id, channel }: InteractionRef,
  agentId: string,
): { interactionId: string; agentId: string; channel: Channel } {
  return { interactionId: id, agentId, channel };
}
