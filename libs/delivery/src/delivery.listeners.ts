/** Turns what the core decided into dispatches for the channel: connect the call, greet in the chat, end it. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { formatTicketNumber, type EventEnvelope } from '@lib/contracts';
import { Dispatches, Listeners } from '@lib/bus';
import type { Tx } from '@lib/database';
import { customerText } from '@lib/tickets';

interface Facts {
  threadKey: string;
  number: string;
  locale: 'fr' | 'en';
  agentName: string | null;
  agentPhoto: string | null;
  /** Of a customer who is to be called: from which of our numbers. */
  to: string | null;
  from: string;
}

/** Said once in the chat, so that the customer has a number to quote on any channel. */
export const greeting = {
  fr: (number: string) => `Votre demande est enregistrée sous le numéro ${number}.`,
  en: (number: string) => `Your request has the number ${number}.`,
};

@Injectable()
export class DeliveryListeners implements OnModuleInit {
  constructor(
    private readonly listeners: Listeners,
    private readonly dispatches: Dispatches,
  ) {}

  onModuleInit(): void {
    this.listeners.register('delivery.offer-accepted', (event, tx) => this.accepted(tx, event));
    this.listeners.register('delivery.chat-greeting', (event, tx) => this.greet(tx, event));
    this.listeners.register('delivery.interaction-ended', (event, tx) => this.ended(tx, event));
  }

  private async accepted(tx: Tx, { data }: EventEnvelope<'offer.accepted'>): Promise<void> {
    const facts = await this.facts(tx, data.interactionId);
    if (!facts || data.channel === 'email') return;
    if (data.channel === 'voice') {
      await this.dispatches.put(
        tx,
        {
          channel: 'voice',
          ...(facts.to
            ? { kind: 'call-out', to: facts.to, from: facts.from, locale: facts.locale }
            : { kind: 'connect' }),
          interactionId: data.interactionId,
          callSid: facts.threadKey.replace(/^call:/, ''),
          agentId: data.agentId,
          offerId: data.offerId,
        },
        { key: `connect:${data.offerId}` },
      );
      return;
    }
    await this.dispatches.put(
      tx,
      {
        channel: 'chat',
        kind: 'agent-joined',
        conversationId: conversationOf(facts),
        author: { kind: 'agent', name: facts.agentName ?? '', photo: facts.agentPhoto },
        attachments: [],
      },
      { key: `joined:${data.offerId}` },
    );
  }

  private async greet(tx: Tx, { data }: EventEnvelope<'interaction.received'>): Promise<void> {
    if (data.channel !== 'chat' || !data.started) return;
    const facts = await this.facts(tx, data.interactionId);
    if (!facts) return;
    await this.dispatches.put(
      tx,
      {
        channel: 'chat',
        kind: 'system',
        conversationId: conversationOf(facts),
        text: customerText({ text: greeting[facts.locale](facts.number), kind: 'customer-line' }),
        author: { kind: 'system', name: '', photo: null },
        attachments: [],
      },
      { key: `greeting:${data.interactionId}` },
    );
  }

  private async ended(tx: Tx, { data }: EventEnvelope<'interaction.ended'>): Promise<void> {
    if (data.by === 'customer' || data.heard || data.channel === 'email') return;
    const facts = await this.facts(tx, data.interactionId);
    if (!facts) return;
    const key = `ended:${data.interactionId}`;
    if (data.channel === 'voice')
      await this.dispatches.put(
        tx,
        {
          channel: 'voice',
          kind: 'end',
          interactionId: data.interactionId,
          callSid: facts.threadKey.replace(/^call:/, ''),
        },
        { key },
      );
    else
      await this.dispatches.put(
        tx,
        {
          channel: 'chat',
          kind: 'ended',
          conversationId: conversationOf(facts),
          author: { kind: 'system', name: '', photo: null },
          attachments: [],
        },
        { key },
      );
  }

  private async facts(tx: Tx, interactionId: string): Promise<Facts | undefined> {
    const [row] = await tx.query<Facts>(
      `SELECT interaction.thread_key AS "threadKey", ticket.number, agent.name AS "agentName", agent.photo AS "agentPhoto",
              interaction.data->>'to' AS "to", interaction.our_address AS "from",
              coalesce(interaction.data->>'locale', customer.locale, 'fr') AS locale
       FROM tickets.interaction JOIN tickets.ticket ON ticket.id = interaction.ticket_id
       JOIN customers.customer ON customer.id = interaction.customer_id
       LEFT JOIN agents.agent ON agent.id = interaction.agent_id WHERE interaction.id = $1`,
      [interactionId],
    );
    return row && { ...row, number: formatTicketNumber(Number(row.number)) };
  }
}

function conversationOf(facts: Facts): string {
  return facts.threadKey.replace(/^chat:/, '');
}
