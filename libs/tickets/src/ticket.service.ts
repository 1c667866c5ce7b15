/** Joins the customer's open ticket (the owner stays) or opens one, and attaches what arrived to it. */
import { Injectable } from '@nestjs/common';
import type {
  Actor,
  Channel,
  InboundMessage,
  InteractionState,
  Level,
  StrangerWhy,
  TicketStatus,
  TicketType,
} from '@lib/contracts';
import { Outbox } from '@lib/bus';
import type { ResolvedCustomer } from '@lib/customers';
import type { Tx } from '@lib/database';
import { newId } from '@lib/platform';
import { afterCustomerMessage, neverAnswered, plainSubject, subjectFromText } from './ticket-rules.js';
import { Participants } from './participants.js';
import { PRIORITY_BY_TABLE } from './priority-table.js';
import { StrangerMails } from './stranger-mails.js';
import { ThreadFinder, type FoundThread } from './thread-finder.js';
import { TimelineWriter } from './timeline-writer.js';

export interface TicketRef {
  id: string;
  opened: boolean;
  matchedBy: string;
  status: TicketStatus;
  /** Set when keys led to an ongoing interaction. */
  interactionId: string | null;
  /** The merged ticket it was addressed to. */
  homeId: string | null;
  /** The ticket a stranger tried to reach, when this is another. */
  refused: string | null;
  /** Set when what arrived may not be read by anybody outside until an agent says so. */
  held?: StrangerWhy;
}

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
    private readonly threads: ThreadFinder,
    private readonly timeline: TimelineWriter,
    private readonly participants: Participants,
    private readonly strangers: StrangerMails,
    private readonly outbox: Outbox,
  ) {}

  async findOpenOrOpen(tx: Tx, customer: ResolvedCustomer, inbound: InboundMessage): Promise<TicketRef> {
    const { found, refused } = await this.threads.find(tx, inbound, customer);
    if (found && found.status !== 'closed') return joined(found);
    const judged = refused && !found ? await this.strangers.judge(tx, refused, inbound) : null;
    if (judged === 'join' && refused) {
      await this.strangers.letIn(
        tx,
        refused.ticketId,
        inbound.from.value,
        'same-organisation',
        authorOf(customer),
      );
      return joined({ ...refused, interactionId: null, homeId: null, matchedBy: 'same-organisation' });
    }
    if (judged && judged !== 'join' && refused)
      return { ...joined({ ...refused, ...NOWHERE }), held: judged };
    const reached = refused?.ticketId ?? null;
    // What continues a closed matter is not about another that happens to be open.
    const open = found
      ? await this.followUpOf(tx, found.ticketId, customer.customerId)
      : inbound.automatic?.auto
        ? null
        : await this.openTicketOf(tx, customer.customerId);
    // A mail without keys, a call or a chat of somebody with an open matter is about that matter until an agent says otherwise.
    if (open)
      return {
        ...joined({
          ...NOWHERE,
          ticketId: open.id,
          status: open.status,
          matchedBy: found ? 'follow-up' : 'customer',
        }),
        refused: reached,
      };
    // A machine's word on a matter that is over is kept with it and wakes nobody.
    if (found && inbound.automatic?.auto) return joined(found);
    const id = await this.open(tx, {
      customerId: customer.customerId,
      subject: subjectOf(inbound),
      type: 'question',
      impact: 'low',
      urgency: 'medium',
      follows: found?.ticketId ?? null,
      actor: authorOf(customer),
      channel: inbound.channel,
    });
    return { ...NOWHERE, id, opened: true, matchedBy: 'new', status: 'new', refused: reached };
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
    await tx.query(
      `INSERT INTO tickets.ticket (id, customer_id, subject, type, impact, urgency, priority, follows_ticket_id)
       VALUES ($1, $2, $3, $4, $5, $6, ${PRIORITY_BY_TABLE('$5', '$6')}, $7)`,
      [
        id,
        ticket.customerId,
        ticket.subject,
        ticket.type,
        ticket.impact,
        ticket.urgency,
        ticket.follows ?? null,
      ],
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
        ? await this.liveMail(tx, ticket)
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
        ...(inbound.trust === 'fail' && { flag: 'sender-not-trusted' }),
        ...(customer.proof === 'claimed' && { flag: 'identity-claimed' }),
        ...(ticket.refused && { flag: 'foreign-thread-key' }),
        ...(typeof inbound.data['messageId'] === 'string' && { messageId: inbound.data['messageId'] }),
        matchedBy: ticket.matchedBy,
      },
    });
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
    await tx.query(
      `INSERT INTO tickets.interaction (id, ticket_id, customer_id, identity_id, channel, thread_key, our_address, seq, started_at, data, home_ticket_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        id,
        ticket.id,
        customer.customerId,
        customer.identityId,
        inbound.channel,
        inbound.channel === 'email' ? inbound.lane : (inbound.threadKeys[0] ?? inbound.lane),
        inbound.to.value,
        seq,
        inbound.receivedAt,
        JSON.stringify({
          from: inbound.from.value,
          locale: inbound.locale ?? null,
          ...pickFacts(inbound.data),
        }),
        ticket.homeId,
      ],
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
    await tx.query(
      `INSERT INTO tickets.thread (channel, key, ticket_id, interaction_id) SELECT $1, key, $3, $4 FROM unnest($2::text[]) AS key
       ON CONFLICT (channel, key) DO NOTHING`,
      // Mail keys lead to the ticket; which exchange they continue is decided when the next mail comes.
      [inbound.channel, keys, ticketId, inbound.channel === 'email' ? null : interactionId],
    );
  }

  /** The newest ticket in which a closed one goes on. */
  private async followUpOf(
    tx: Tx,
    closedId: string,
    customerId: string,
  ): Promise<{ id: string; status: TicketStatus } | null> {
    const [ticket] = await tx.query<{ id: string; status: TicketStatus }>(
      `SELECT id, status FROM tickets.ticket
       WHERE follows_ticket_id = $1 AND customer_id = $2 AND status <> 'closed' ORDER BY opened_at DESC LIMIT 1`,
      [closedId, customerId],
    );
    return ticket ?? null;
  }

  private async openTicketOf(
    tx: Tx,
    customerId: string,
  ): Promise<{ id: string; status: TicketStatus } | null> {
    const [ticket] = await tx.query<{ id: string; status: TicketStatus }>(
      `SELECT id, status FROM tickets.ticket
       WHERE customer_id = $1 AND status IN ('new', 'open', 'pending', 'on-hold') ORDER BY updated_at DESC LIMIT 1`,
      [customerId],
    );
    return ticket ?? null;
  }

  private async interaction(tx: Tx, id: string): Promise<{ id: string; state: InteractionState } | null> {
    const [row] = await tx.query<{ id: string; state: InteractionState }>(
      `SELECT id, state FROM tickets.interaction WHERE id = $1`,
      [id],
    );
    return row ?? null;
  }

  /** A turn that came with a merged ticket goes on for what is addressed to that ticket, and for nothing else. */
  private async liveMail(
    tx: Tx,
    ticket: Pick<TicketRef, 'id' | 'homeId'>,
  ): Promise<{ id: string; state: InteractionState } | null> {
    const [row] = await tx.query<{ id: string; state: InteractionState }>(
      `SELECT id, state FROM tickets.interaction
       WHERE ticket_id = $1 AND channel = 'email' AND state NOT IN ('ended', 'abandoned')
         AND home_ticket_id IS NOT DISTINCT FROM $2 ORDER BY started_at DESC LIMIT 1`,
      [ticket.id, ticket.homeId],
    );
    return row ?? null;
  }
}

const NOWHERE = { interactionId: null, homeId: null, matchedBy: 'refused' };

function joined({ ticketId, ...found }: FoundThread): TicketRef {
  return { id: ticketId, opened: false, refused: null, ...found };
}

function authorOf({ customerId, name }: ResolvedCustomer): Actor {
  return { kind: 'customer', id: customerId, name };
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
    ['page', 'callSid', 'rawMailId'].flatMap((key) => (data[key] === undefined ? [] : [[key, data[key]]])),
  );
}
