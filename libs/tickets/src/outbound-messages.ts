/** Messages to customers as rows: written once per idempotency key, with the delivery state that the channel reports. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { DeliveryState } from '@lib/contracts';
import { Listeners, Outbox } from '@lib/bus';
import type { Tx } from '@lib/database';

/** What never reached the customer answered nothing. */
const answers = (state: string): string =>
  `coalesce(${state}, 'sent') NOT IN ('cancelled', 'failed', 'bounced')`;

@Injectable()
export class OutboundMessages {
  constructor(private readonly outbox: Outbox) {}

  async findByKey(tx: Tx, key: string): Promise<{ id: string; requestHash: string | null } | null> {
    const [row] = await tx.query<{ id: string; requestHash: string | null }>(
      `SELECT id, data->>'requestHash' AS "requestHash" FROM tickets.message WHERE idempotency_key = $1`,
      [key],
    );
    return row ?? null;
  }

  /** Later news wins, but a final state is never taken back by an older report. */
  async setDelivery(tx: Tx, messageId: string, state: DeliveryState, detail: string | null): Promise<void> {
    const [row] = await tx.query<{ ticket_id: string; version: number; as_before: boolean }>(
      `WITH before AS (
         SELECT id AS message_id, ${answers('delivery_state')} AS answered FROM tickets.message WHERE id = $1 FOR UPDATE),
       changed AS (
         UPDATE tickets.message SET delivery_state = $2, delivery_detail = $3, delivery_at = now()
         FROM before WHERE id = message_id AND direction = 'out' AND NOT (delivery_state IN ('sent', 'delivered', 'read', 'bounced', 'cancelled') AND $2 IN ('queued', 'sending', 'retrying'))
           AND NOT (delivery_state IN ('delivered', 'read', 'bounced') AND $2 = 'sent') AND NOT (delivery_state IN ('read', 'bounced', 'cancelled') AND $2 = 'delivered')
           AND NOT (delivery_state IN ('bounced', 'cancelled') AND $2 = 'read')
         RETURNING ticket_id, answered = ${answers('delivery_state')} AS as_before)
       UPDATE tickets.ticket SET version = version + 1 FROM changed WHERE ticket.id = changed.ticket_id
       RETURNING changed.ticket_id, changed.as_before, ticket.version`,
      [messageId, state, detail],
    );
    if (!row) return;
    await this.outbox.publish(tx, 'ticket.changed', {
      subject: { type: 'ticket', id: row.ticket_id, version: row.version },
      data: { ticketId: row.ticket_id, messageId, ...(row.as_before && { deliveryOnly: true as const }) },
    });
  }

  /** The provider's id leads replies back here. */
  async rememberProviderId(tx: Tx, messageId: string, channel: string, providerId: string): Promise<void> {
    await Promise.all([
      tx.query(
        `INSERT INTO tickets.thread (channel, key, ticket_id) SELECT $2, $3, ticket_id FROM tickets.message WHERE id = $1
         ON CONFLICT (channel, key) DO NOTHING`,
        [messageId, channel, channel === 'email' ? `mid:${providerId}` : providerId],
      ),
      tx.query(
        `UPDATE tickets.message SET data = data || jsonb_build_object('messageId', $2::text) WHERE id = $1`,
        [messageId, providerId],
      ),
    ]);
  }
}

@Injectable()
export class DeliveryStateListener implements OnModuleInit {
  constructor(
    private readonly listeners: Listeners,
    private readonly messages: OutboundMessages,
  ) {}

  onModuleInit(): void {
    this.listeners.register('tickets.delivery-state', async (event, tx) => {
      if (event.name === 'message.sent') {
        if (event.data.providerId)
          await this.messages.rememberProviderId(
            tx,
            event.data.messageId,
            event.data.channel,
            event.data.providerId,
          );
        await this.messages.setDelivery(tx, event.data.messageId, 'sent', event.data.detail);
      } else {
        await this.messages.setDelivery(tx, event.data.messageId, event.data.state, event.data.detail);
      }
    });
  }
}
