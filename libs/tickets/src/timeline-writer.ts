/**
 * Puts things into a ticket's timeline: each gets the next number under the ticket's row lock, so there is never a gap.
 * The clock is that of the statement: in a transaction that takes in many mails, the last one written is the latest.
 */
import { Injectable } from '@nestjs/common';
import {
  Problem,
  type Actor,
  type AttachmentRef,
  type Channel,
  type CustomerText,
  type DeliveryState,
  type InnerText,
} from '@lib/contracts';
import { Outbox } from '@lib/bus';
import { Again, type Tx } from '@lib/database';
import { newId } from '@lib/platform';

export interface NewMessage {
  ticketId: string;
  interactionId: string;
  channel: Channel;
  direction: 'in' | 'out';
  author: Actor;
  at: Date;
  subject?: string | null;
  text: string;
  replyText?: string | null;
  html?: string | null;
  data?: Record<string, unknown>;
  deliveryState?: DeliveryState | null;
  idempotencyKey?: string | null;
  attachments?: AttachmentRef[];
}

export interface Placed {
  id: string;
  seq: number;
  version: number;
}

const EXCERPT = 160;
/** Where the excerpt is looked for: before its blanks are folded. */
const EXCERPT_FROM = 4_000;

@Injectable()
export class TimelineWriter {
  constructor(private readonly outbox: Outbox) {}

  /** What a rule sent is not the last word: whoever waited for a person still does. */
  async message(tx: Tx, message: NewMessage): Promise<Placed> {
    const id = newId();
    const excerpt = (message.replyText ?? message.text)
      .slice(0, EXCERPT_FROM)
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, EXCERPT)
      // The first half of a character outside the basic plane is nothing that the database can hold.
      .replace(/[\ud800-\udbff]$/, '');
    const last = {
      at: message.at.toISOString(),
      direction: message.direction,
      channel: message.channel,
      excerpt,
    };
    const [placed] = await tx.each<{ seq: number; version: number }>(
      `WITH given AS (
         SELECT * FROM json_to_recordset($1::json) AS given(place integer, id uuid, "ticketId" uuid, last jsonb, "interactionId" uuid,
           channel text, direction text, "authorKind" text, "authorId" uuid, "authorName" text, at timestamptz, subject text,
           text text, "replyText" text, html text, data jsonb, "deliveryState" text, "idempotencyKey" text)),
       found AS (
         UPDATE tickets.ticket SET seq = seq + 1, version = version + 1, updated_at = clock_timestamp(),
           last_message = CASE WHEN given.direction = 'in' OR given."authorKind" <> 'rule' THEN given.last ELSE last_message END,
           channels = CASE WHEN channels ? given.channel THEN channels ELSE channels || to_jsonb(given.channel) END
         FROM given WHERE ticket.id = given."ticketId" AND merged_into_id IS NULL RETURNING given.place, seq, version),
       put AS (
         INSERT INTO tickets.message (id, ticket_id, seq, interaction_id, channel, direction, author_kind, author_id, author_name,
           at, subject, text, reply_text, html, data, delivery_state, idempotency_key)
         SELECT id, "ticketId", found.seq, "interactionId", channel, direction, "authorKind", "authorId", "authorName",
           at, subject, text, "replyText", html, data, "deliveryState", "idempotencyKey" FROM given JOIN found USING (place))
       SELECT place, seq, version FROM found`,
      {
        id,
        ticketId: message.ticketId,
        last,
        interactionId: message.interactionId,
        channel: message.channel,
        direction: message.direction,
        authorKind: message.author.kind,
        authorId: message.author.id,
        authorName: message.author.name ?? null,
        at: message.at,
        subject: message.subject ?? null,
        text: message.text,
        replyText: message.replyText ?? null,
        html: message.html ?? null,
        data: message.data ?? {},
        deliveryState: message.deliveryState ?? null,
        idempotencyKey: message.idempotencyKey ?? null,
      },
    );
    if (!placed) throw mergedMeanwhile();
    for (const file of message.attachments ?? []) await this.attach(tx, message.ticketId, id, file);
    return { id, ...placed };
  }

  async note(
    tx: Tx,
    note: {
      ticketId: string;
      author: Actor;
      text: string;
      idempotencyKey?: string | null;
      /** A stranger's: it moves the ticket up no list and decides nothing about where other words go. */
      stranger?: boolean;
    },
  ): Promise<Placed> {
    const id = newId();
    const place = await this.placeForWords(tx, note.ticketId, !note.stranger);
    await tx.query(
      `INSERT INTO tickets.note (id, ticket_id, seq, author_id, author_name, text, idempotency_key) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        id,
        note.ticketId,
        place.seq,
        note.author.id,
        note.author.name ?? null,
        note.text,
        note.idempotencyKey ?? null,
      ],
    );
    await this.outbox.publish(tx, 'note.written', {
      subject: { type: 'ticket', id: note.ticketId, version: place.version },
      actor: note.author,
      data: { ticketId: note.ticketId, noteId: id },
    });
    return { id, ...place };
  }

  /**
   * Append-only history; `name` is an event of the catalogue or a word of the ticket's own life. `taken` is a place that
   * was taken by the change it tells of, in one statement with it.
   */
  async event(
    tx: Tx,
    ticketId: string,
    name: string,
    actor: Actor,
    data: Record<string, unknown>,
    taken?: { seq: number; version: number },
  ): Promise<Placed> {
    const id = newId();
    const place = taken ?? (await this.place(tx, ticketId));
    await tx.query(
      `INSERT INTO tickets.ticket_event (id, ticket_id, seq, name, actor_kind, actor_id, actor_name, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, ticketId, place.seq, name, actor.kind, actor.id, actor.name ?? null, JSON.stringify(data)],
    );
    return { id, ...place };
  }

  /** For what somebody says: on a ticket that was merged nobody speaks any more. */
  async placeForWords(tx: Tx, ticketId: string, touches = true): Promise<{ seq: number; version: number }> {
    const [place] = await tx.query<{ seq: number; version: number }>(
      `UPDATE tickets.ticket SET seq = seq + 1, version = version + 1,
         updated_at = CASE WHEN $2 THEN clock_timestamp() ELSE updated_at END
       WHERE id = $1 AND merged_into_id IS NULL RETURNING seq, version`,
      [ticketId, touches],
    );
    if (!place) throw mergedMeanwhile();
    return place;
  }

  async place(tx: Tx, ticketId: string): Promise<{ seq: number; version: number }> {
    const [place] = await tx.query<{ seq: number; version: number }>(
      `UPDATE tickets.ticket SET seq = seq + 1, version = version + 1, updated_at = clock_timestamp() WHERE id = $1 RETURNING seq, version`,
      [ticketId],
    );
    if (!place) throw new Error('the ticket does not exist');
    return place;
  }

  private async attach(tx: Tx, ticketId: string, messageId: string, file: AttachmentRef): Promise<void> {
    await tx.each(
      `INSERT INTO tickets.attachment (id, ticket_id, message_id, sha256, name, type, size, inline, content_id, scan_verdict, scan_detail)
       SELECT id, "ticketId", "messageId", sha256, name, type, size, inline, "contentId", "scanVerdict", "scanDetail"
       FROM json_to_recordset($1::json) AS given(id uuid, "ticketId" uuid, "messageId" uuid, sha256 text, name text, type text,
         size bigint, inline boolean, "contentId" text, "scanVerdict" text, "scanDetail" text)`,
      {
        id: newId(),
        ticketId,
        messageId,
        sha256: file.sha256,
        name: file.name,
        type: file.type,
        size: file.size,
        inline: file.inline ?? false,
        contentId: file.contentId ?? null,
        scanVerdict: file.scan?.verdict ?? null,
        scanDetail: file.scan?.detail ?? null,
      },
    );
  }
}

/** What arrives is taken in once more and finds the survivor; an agent is told where to write. */
function mergedMeanwhile(): Again {
  return new Again(new Problem('ticket-merged'));
}

/** The only maker of text a customer may read: an agent's message or customer line, never a note, nor what is typed as inner. */
export function customerText<T extends string>(message: {
  text: T extends InnerText ? never : T;
  kind: 'message' | 'customer-line';
}): CustomerText {
  return message.text as string as CustomerText;
}
