/** One timeline of a ticket over all channels, read from four tables that stay apart: messages, notes, calls, history. */
import { Injectable } from '@nestjs/common';
import { Problem, type TimelineItem } from '@lib/contracts';
import { Database, plannedOnce, type Tx } from '@lib/database';
import { QUALITY_BY_COLLEAGUE } from './call-supervision.js';

interface Row extends Omit<TimelineItem, 'at' | 'delivery' | 'author'> {
  at: Date;
  authorKind: TimelineItem['author']['kind'];
  authorId: string | null;
  authorName: string | null;
  deliveryState: NonNullable<TimelineItem['delivery']>['state'] | null;
  deliveryDetail: string | null;
  deliveryAt: Date | null;
}

const noDelivery = `NULL::text AS "deliveryState", NULL::text AS "deliveryDetail", NULL::timestamptz AS "deliveryAt"`;

/** Of a note that holds a stranger's mail: who it is from, why it is held, and what was decided. */
const stranger = `CASE WHEN held.note_id IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('stranger', jsonb_build_object(
       'why', held.why, 'state', held.state, 'from', held.inbound->'from'->>'value', 'subject', held.inbound->>'subject',
       'files', jsonb_path_query_array(held.inbound, '$.attachments[*].name'), 'disowned', held.inbound->>'trust' = 'fail',
       'decidedBy', (SELECT name FROM agents.agent WHERE agent.id = held.decided_by), 'ticketId', held.ticket_id)) END`;

/** Of a note that asks who wrote what a colleague passed on. */
const forwarded = `CASE WHEN asked.note_id IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('forwarded', jsonb_build_object(
       'why', asked.why, 'state', asked.state, 'subject', coalesce(asked.inbound->'forwarded'->>'subject', ''),
       'sentAt', asked.inbound->'forwarded'->>'sentAt', 'candidates', asked.candidates, 'address', asked.address,
       'files', jsonb_path_query_array(asked.inbound, '$.forwarded.attachments[*].name'),
       'decidedBy', (SELECT name FROM agents.agent WHERE agent.id = asked.decided_by))) END`;

/** Of a message that brought an invitation: what it says, what became of it, and what we answered. */
const invitation = `CASE WHEN invitation.message_id IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('invitation', jsonb_build_object(
       'details', invitation.details, 'state', invitation.state, 'byOrganiser', invitation.by_organiser,
       'answer', CASE WHEN invitation.answer IS NULL THEN NULL ELSE jsonb_build_object('as', invitation.answer,
         'by', (SELECT name FROM agents.agent WHERE agent.id = invitation.answered_by),
         'at', to_char(invitation.answered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) END)) END`;

/** Of a call: whether it was recorded, what is left of that, and when it was paused; a pause that nobody ended ends with the call. */
const recording = `(SELECT jsonb_build_object('id', CASE WHEN recorded.started_at IS NOT NULL THEN recorded.id END,
     'kept', recorded.stored_at IS NOT NULL AND recorded.deleted_at IS NULL AND recorded.state <> 'objected', 'seconds', recorded.seconds,
     'held', recorded.hold IS NOT NULL, 'deletedAt', recorded.deleted_at, 'deletion', recorded.deletion, 'state', CASE WHEN recorded.started_at IS NULL AND recorded.state = 'stopped' THEN 'none' ELSE recorded.state END,
     'fault', (SELECT failed.value->'what'
       FROM jsonb_array_elements(recorded.events) AS failed WHERE failed.value->>'what' IN ('pause-failed', 'start-failed') LIMIT 1),
     'paused', (SELECT coalesce(jsonb_agg(jsonb_build_object('from', event.value->'at', 'until', (
         SELECT next.value->'at' FROM jsonb_array_elements(recorded.events) WITH ORDINALITY AS next
         WHERE next.ordinality = event.ordinality + 1)) ORDER BY event.ordinality), '[]')
       FROM jsonb_array_elements(recorded.events) WITH ORDINALITY AS event WHERE event.value->>'what' = 'paused'))
   FROM bus.call_recording AS recorded WHERE interaction.channel = 'voice' AND recorded.interaction_id = interaction.id LIMIT 1)`;

/** Each branch is bounded by its own index on (ticket_id, seq) before the union is cut. */
function union(condition: (alias: string) => string, order: string): string {
  return `
  (SELECT message.id, message.seq, 'message' AS kind, message.channel, message.direction, 'customer' AS visibility,
     message.author_kind AS "authorKind", message.author_id AS "authorId", message.author_name AS "authorName", message.at,
     message.subject, message.text, message.reply_text AS "replyText", message.html,
     (SELECT coalesce(jsonb_agg(jsonb_build_object('id', attachment.id, 'name', attachment.name, 'type', attachment.type,
        'size', attachment.size, 'inline', attachment.inline, 'contentId', attachment.content_id, 'scan', CASE WHEN attachment.scan_verdict IS NOT NULL THEN
          jsonb_build_object('verdict', attachment.scan_verdict, 'detail', attachment.scan_detail,
            'released', attachment.released_at IS NOT NULL) END) ORDER BY attachment.id), '[]')
      FROM tickets.attachment WHERE attachment.message_id = message.id) AS attachments,
     message.interaction_id AS "interactionId", (message.data - 'requestHash') || ${invitation} AS data,
     message.delivery_state AS "deliveryState", message.delivery_detail AS "deliveryDetail", message.delivery_at AS "deliveryAt"
   FROM tickets.message LEFT JOIN tickets.invitation ON invitation.message_id = message.id WHERE ${condition('message')} ${order})
  UNION ALL
  (SELECT note.id, note.seq, 'note', NULL, NULL, 'inner', CASE WHEN held.note_id IS NULL THEN 'agent' ELSE 'customer' END,
     note.author_id, note.author_name, note.at, NULL, note.text, NULL, NULL, '[]'::jsonb, NULL, ${stranger} || ${forwarded}, ${noDelivery}
   FROM tickets.note LEFT JOIN tickets.stranger_mail AS held ON held.note_id = note.id
     LEFT JOIN tickets.forwarded_mail AS asked ON asked.note_id = note.id WHERE ${condition('note')} ${order})
  UNION ALL
  (SELECT interaction.id, interaction.seq, 'call', interaction.channel, coalesce(interaction.data->>'direction', 'in'), 'customer',
     CASE WHEN interaction.data->>'direction' = 'out' THEN 'agent' ELSE 'customer' END,
     CASE WHEN interaction.data->>'direction' = 'out' THEN interaction.agent_id ELSE interaction.customer_id END,
     CASE WHEN interaction.data->>'direction' = 'out' THEN answerer.name ELSE customer.name END,
     interaction.started_at, NULL, NULL, NULL, NULL, '[]'::jsonb, interaction.id,
     jsonb_build_object('state', interaction.state, 'connectedAt', interaction.connected_at, 'endedAt', interaction.ended_at,
       'agent', answerer.name, 'from', interaction.data->'from', 'keyed', interaction.data->'keyed',
       'outcome', interaction.data->'outcome', 'recording', ${recording}, 'quality', ${QUALITY_BY_COLLEAGUE}), ${noDelivery}
   FROM tickets.interaction LEFT JOIN customers.customer ON customer.id = interaction.customer_id
     LEFT JOIN agents.agent AS answerer ON answerer.id = interaction.agent_id
   WHERE interaction.seq IS NOT NULL AND ${condition('interaction')} ${order})
  UNION ALL
  (SELECT ticket_event.id, ticket_event.seq, 'event', NULL, NULL, 'inner', ticket_event.actor_kind, ticket_event.actor_id, ticket_event.actor_name,
     ticket_event.at, NULL, NULL, NULL, NULL, '[]'::jsonb, NULL,
     ticket_event.data || jsonb_build_object('name', ticket_event.name), ${noDelivery}
   FROM tickets.ticket_event WHERE ${condition('ticket_event')} ${order})`;
}

@Injectable()
export class TimelineReader {
  constructor(private readonly database: Database) {}

  /** Newest page first; items of a page oldest first. The cursor is the oldest seq of the page before. */
  async page(
    ticketId: string,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<{ items: TimelineItem[]; nextCursor: string | null }> {
    const before = cursor === undefined ? 2_147_483_647 : Number(cursor);
    if (!Number.isSafeInteger(before) || before < 1)
      throw new Problem('invalid-input', undefined, [{ path: 'cursor', message: 'unknown' }]);
    const rows = await this.database.query<Row>(
      `SELECT * FROM (${union((alias) => `${alias}.ticket_id = $1 AND ${alias}.seq < $2`, 'ORDER BY seq DESC LIMIT $3')}) AS item
       ORDER BY seq DESC LIMIT $3`,
      [ticketId, before, limit + 1],
    );
    const items = rows.slice(0, limit).reverse().map(toItem);
    return { items, nextCursor: rows.length > limit ? String(items[0]?.seq ?? 1) : null };
  }

  /** Everything after a seq, oldest first; at most 500 (the reader asks again). */
  async since(ticketId: string, seq: number): Promise<TimelineItem[]> {
    const rows = await this.database.query<Row>(
      `SELECT * FROM (${union((alias) => `${alias}.ticket_id = $1 AND ${alias}.seq > $2`, 'ORDER BY seq LIMIT 500')}) AS item
       ORDER BY seq LIMIT 500`,
      [ticketId, seq],
    );
    return rows.map(toItem);
  }

  async items(ticketId: string, ids: string[], tx?: Tx): Promise<TimelineItem[]> {
    const rows = await (tx ?? this.database).query<Row>(
      `SELECT * FROM (${union((alias) => `${alias}.ticket_id = $1 AND ${alias}.id = ANY($2)`, '')}) AS item ORDER BY seq`,
      [ticketId, plannedOnce(ids)],
    );
    return rows.map(toItem);
  }
}

function toItem(row: Row): TimelineItem {
  const { authorKind, authorId, authorName, deliveryState, deliveryDetail, deliveryAt, at, ...item } = row;
  return {
    ...item,
    at: at.toISOString(),
    author: { kind: authorKind, id: authorId, name: authorName },
    delivery: deliveryState
      ? { state: deliveryState, detail: deliveryDetail, at: deliveryAt?.toISOString() ?? null }
      : null,
  };
}
