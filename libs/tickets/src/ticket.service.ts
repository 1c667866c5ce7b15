/** Joins the customer's open ticket (the owner stays) or opens one, and attaches what arrived to it. */
import { Injectable } from '@nestjs/common';
import {
  trustOf,
  type Actor,
  type Channel,
  type InboundMessage,
  type InteractionState,
  type Level,
  type TicketType,
} from '@lib/contracts';
import { Outbox } from '@lib/bus';
import type { ResolvedCustomer } from '@lib/customers';
import type { Tx } from '@lib/database';
import { newId } from '@lib/platform';
import { afterCustomerMessage, neverAnswered, plainSubject, subjectFromText } from './ticket-rules.js';
import { FreshTickets } from './fresh-tickets.js';
import { Invitations } from './invitations.js';
import { Participants } from './participants.js';
import { PRIORITY_BY_TABLE } from './priority-table.js';
import { TicketFinder, type TicketRef } from './ticket-finder.js';
import { TimelineWriter } from './timeline-writer.js';

export interface AttachedInteraction {
  id: string;
  ticketId: string;
  channel: Channel;
  state: InteractionState;
  /** True when this very message began it. */
  started: boolean;
  itemId: string | null;
}

@Injectable()
export class TicketService {
  constructor(
    private readonly finder: TicketFinder,
    private readonly fresh: FreshTickets,
    private readonly timeline: TimelineWriter,
    private readonly participants: Participants,
    private readonly invitations: Invitations,
    private readonly outbox: Outbox,
  ) {}

  async findOpenOrOpen(tx: Tx, customer: ResolvedCustomer, inbound: InboundMessage): Promise<TicketRef> {
    const found = await this.finder.find(tx, customer, inbound);
    if (found.id !== null) return found;
    const { follows, refused } = found;
    const id = await this.open(tx, {
      customerId: customer.customerId,
      subject: subjectOf(inbound),
      type: 'question',
      impact: 'low',
      urgency: 'medium',
      follows,
      actor: { kind: 'customer', id: customer.customerId, name: customer.name },
      channel: inbound.channel,
    });
    await this.fresh.begin(tx, id, customer.customerId, found, inbound);
    return { id, opened: true, matchedBy: 'new', status: 'new', interactionId: null, homeId: null, refused };
  }

  async open(
    tx: Tx,
    ticket: {
      customerId: string;
      subject: string;
      type: TicketType;
      impact: Level;
      urgency: Level;
      follows?: string | null;
      actor: Actor;
      channel?: Channel;
    },
  ): Promise<string> {
    const id = newId();
    await tx.each(
      `INSERT INTO tickets.ticket (id, customer_id, subject, type, impact, urgency, priority, follows_ticket_id)
       SELECT id, "customerId", subject, type, impact, urgency, ${PRIORITY_BY_TABLE('given.impact', 'given.urgency')}, follows
       FROM json_to_recordset($1::json) AS given(place integer, id uuid, "customerId" uuid, subject text, type text, impact text,
         urgency text, follows uuid) ORDER BY place`,
      {
        id,
        customerId: ticket.customerId,
        subject: ticket.subject,
        type: ticket.type,
        impact: ticket.impact,
        urgency: ticket.urgency,
        follows: ticket.follows ?? null,
      },
    );
    await this.outbox.publish(tx, 'ticket.opened', {
      subject: { type: 'ticket', id, version: 1 },
      actor: ticket.actor,
      data: { ticketId: id, customerId: ticket.customerId },
    });
    return id;
  }

  /** Adds what arrived: a message into its interaction, or the beginning of one. */
  async attach(
    tx: Tx,
    ticket: TicketRef,
    customer: ResolvedCustomer,
    inbound: InboundMessage,
  ): Promise<AttachedInteraction> {
    const live = ticket.interactionId
      ? await this.interaction(tx, ticket.interactionId)
      : inbound.channel === 'email'
        ? await this.turnOf(tx, ticket, inbound)
        : null;
    const interaction = live ?? (await this.begin(tx, ticket, customer, inbound));
    const itemId = await this.write(tx, ticket, interaction.id, customer, inbound);
    await this.participants.copiedByCustomer(tx, ticket.id, customer, inbound);
    if (!inbound.automatic?.auto) await this.customerSpoke(tx, ticket);
    await this.rememberKeys(tx, ticket.homeId ?? ticket.id, interaction.id, inbound);
    await this.outbox.publish(tx, 'interaction.received', {
      subject: { type: 'ticket', id: ticket.id },
      actor: { kind: 'customer', id: customer.customerId, name: customer.name },
      data: {
        ticketId: ticket.id,
        interactionId: interaction.id,
        channel: inbound.channel,
        started: !live,
        opened: ticket.opened,
      },
    });
    return {
      id: interaction.id,
      ticketId: ticket.id,
      channel: inbound.channel,
      state: interaction.state,
      started: !live,
      itemId,
    };
  }

  private async write(
    tx: Tx,
    ticket: TicketRef,
    interactionId: string,
    customer: ResolvedCustomer,
    inbound: InboundMessage,
  ): Promise<string | null> {
    if (inbound.text === undefined && inbound.html === undefined) return null;
    const message = await this.timeline.message(tx, {
      ticketId: ticket.id,
      interactionId,
      channel: inbound.channel,
      direction: 'in',
      author: { kind: 'customer', id: customer.customerId, name: inbound.from.name ?? customer.name },
      at: new Date(inbound.receivedAt),
      subject: inbound.subject ?? null,
      text: inbound.text ?? '',
      replyText: inbound.replyText ?? null,
      html: inbound.html ?? null,
      attachments: inbound.attachments,
      data: {
        from: inbound.from.value,
        to: inbound.to.value,
        ...(inbound.cc.length > 0 && { cc: inbound.cc.map((address) => address.value) }),
        ...(inbound.automatic?.auto && { automatic: inbound.automatic }),
        ...neverAnswered(inbound),
        ...(inbound.data['trust'] !== undefined && { trust: trustOf(inbound) }),
        ...(inbound.trust === 'fail' && { flag: 'sender-not-trusted' }),
        ...(customer.proof === 'claimed' && { flag: 'identity-claimed' }),
        ...(ticket.refused && { flag: 'foreign-thread-key' }),
        ...(typeof inbound.data['messageId'] === 'string' && { messageId: inbound.data['messageId'] }),
        ...(typeof inbound.data['rawMailId'] === 'string' && { rawMailId: inbound.data['rawMailId'] }),
        ...(inbound.data['spam'] !== undefined && { spam: inbound.data['spam'] }),
        ...(inbound.data['forwarded'] !== undefined && { forwarded: inbound.data['forwarded'] }),
        ...(inbound.data['protection'] !== undefined && { protection: inbound.data['protection'] }),
        matchedBy: ticket.matchedBy,
      },
    });
    await this.invitations.keep(tx, ticket.id, message.id, inbound);
    return message.id;
  }

  private async begin(
    tx: Tx,
    ticket: Pick<TicketRef, 'id' | 'homeId'>,
    customer: ResolvedCustomer,
    inbound: InboundMessage,
  ): Promise<{ id: string; state: InteractionState }> {
    const id = newId();
    // A call has a place of its own in the timeline; written channels have the places of their messages.
    const seq = inbound.channel === 'voice' ? (await this.timeline.placeForWords(tx, ticket.id)).seq : null;
    await tx.each(
      `INSERT INTO tickets.interaction (id, ticket_id, customer_id, identity_id, channel, thread_key, our_address, seq, started_at, data, home_ticket_id)
       SELECT id, "ticketId", "customerId", "identityId", channel, "threadKey", "ourAddress", seq, "startedAt", data, "homeId"
       FROM json_to_recordset($1::json) AS given(id uuid, "ticketId" uuid, "customerId" uuid, "identityId" uuid, channel text,
         "threadKey" text, "ourAddress" text, seq integer, "startedAt" timestamptz, data jsonb, "homeId" uuid)`,
      {
        id,
        ticketId: ticket.id,
        customerId: customer.customerId,
        identityId: customer.identityId,
        channel: inbound.channel,
        threadKey: inbound.channel === 'email' ? inbound.lane : (inbound.threadKeys[0] ?? inbound.lane),
        ourAddress: inbound.to.value,
        seq,
        startedAt: inbound.receivedAt,
        data: { from: inbound.from.value, locale: inbound.locale ?? null, ...pickFacts(inbound.data) },
        homeId: ticket.homeId,
      },
    );
    if (seq !== null) await this.addChannel(tx, ticket.id, inbound.channel);
    return { id, state: 'waiting' };
  }

  private async addChannel(tx: Tx, ticketId: string, channel: Channel): Promise<void> {
    await tx.query(
      `UPDATE tickets.ticket SET channels = channels || to_jsonb($2::text) WHERE id = $1 AND NOT channels ? $2`,
      [ticketId, channel],
    );
  }

  private async customerSpoke(tx: Tx, ticket: TicketRef): Promise<void> {
    const to = afterCustomerMessage(ticket.status);
    if (to === ticket.status) return;
    const [moved] = await tx.query<{ version: number }>(
      `UPDATE tickets.ticket SET status = $2, resolved_at = NULL, version = version + 1, updated_at = now()
       WHERE id = $1 AND status NOT IN ('new', 'open', 'closed') RETURNING version`,
      [ticket.id, to],
    );
    if (!moved) return;
    await this.timeline.event(
      tx,
      ticket.id,
      'ticket.status-changed',
      { kind: 'customer', id: null },
      { from: ticket.status, to },
    );
    await this.outbox.publish(tx, 'ticket.status-changed', {
      subject: { type: 'ticket', id: ticket.id, version: moved.version },
      data: { ticketId: ticket.id, from: ticket.status, to },
    });
  }

  private async rememberKeys(
    tx: Tx,
    ticketId: string,
    interactionId: string,
    inbound: InboundMessage,
  ): Promise<void> {
    const own = typeof inbound.data['messageId'] === 'string' ? [`mid:${inbound.data['messageId']}`] : [];
    const keys = inbound.channel === 'email' ? own : inbound.threadKeys;
    await tx.each(
      `INSERT INTO tickets.thread (channel, key, ticket_id, interaction_id)
       SELECT channel, key, "ticketId", "interactionId"
       FROM json_to_recordset($1::json) AS given(channel text, keys text[], "ticketId" uuid, "interactionId" uuid)
       CROSS JOIN unnest(given.keys) AS key
       ON CONFLICT (channel, key) DO NOTHING`,
      // Mail keys lead to the ticket; which exchange they continue is decided when the next mail comes.
      {
        channel: inbound.channel,
        keys,
        ticketId,
        interactionId: inbound.channel === 'email' ? null : interactionId,
      },
    );
  }

  private async interaction(tx: Tx, id: string): Promise<{ id: string; state: InteractionState } | null> {
    const [row] = await tx.query<{ id: string; state: InteractionState }>(
      `SELECT id, state FROM tickets.interaction WHERE id = $1`,
      [id],
    );
    return row ?? null;
  }

  /** A machine's word asks for no answer: it stands beside the last turn and begins none. */
  private async turnOf(
    tx: Tx,
    ticket: TicketRef,
    inbound: InboundMessage,
  ): Promise<{ id: string; state: InteractionState } | null> {
    const live = await this.liveMail(tx, ticket);
    if (live || ticket.opened || !inbound.automatic?.auto) return live;
    const [last] = await tx.query<{ id: string; state: InteractionState }>(
      `SELECT id, state FROM tickets.interaction WHERE ticket_id = $1 AND channel = 'email' ORDER BY started_at DESC LIMIT 1`,
      [ticket.id],
    );
    return last ?? null;
  }

  /** A turn that came with a merged ticket goes on for what is addressed to that ticket, and for nothing else. */
  private async liveMail(
    tx: Tx,
    ticket: Pick<TicketRef, 'id' | 'homeId'>,
  ): Promise<{ id: string; state: InteractionState } | null> {
    const [row] = await tx.each<{ id: string; state: InteractionState }>(
      `SELECT given.place, latest.id, latest.state
       FROM json_to_recordset($1::json) AS given(place integer, "ticketId" uuid, "homeId" uuid) CROSS JOIN LATERAL (
         SELECT id, state FROM tickets.interaction
         WHERE ticket_id = given."ticketId" AND channel = 'email' AND state NOT IN ('ended', 'abandoned')
           AND home_ticket_id IS NOT DISTINCT FROM given."homeId" ORDER BY started_at DESC LIMIT 1) AS latest`,
      { ticketId: ticket.id, homeId: ticket.homeId },
    );
    return row ?? null;
  }
}

function subjectOf(inbound: InboundMessage): string {
  const written = plainSubject(inbound.subject);
  if (written) return written;
  if (inbound.text) return subjectFromText(inbound.replyText ?? inbound.text);
  if (inbound.channel === 'voice') return inbound.locale === 'en' ? 'Phone call' : 'Appel téléphonique';
  return inbound.locale === 'en' ? '(no subject)' : '(sans objet)';
}

/** Small facts the console shows; ids of the edge stay with the edge. */
function pickFacts(data: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    ['page', 'callSid', 'rawMailId', 'queueId', 'keyed'].flatMap((key) =>
      data[key] === undefined ? [] : [[key, data[key]]],
    ),
  );
}
