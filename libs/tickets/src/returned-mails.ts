/** What became of a mail we sent, on the very message and its ticket: it never reopens, is no answer, and wakes only who answers for it. */
import { Injectable } from '@nestjs/common';
import { ReturnedMail, type InboundMessage } from '@lib/contracts';
import { Undeliverable } from '@lib/customers';
import type { Tx } from '@lib/database';
import { z } from 'zod';
import { OutboundMessages } from './outbound-messages.js';
import { FollowersService } from './relations/followers.service.js';
import { TimelineWriter } from './timeline-writer.js';

const Reports = z.array(ReturnedMail).min(1).max(10);
const system = { kind: 'system', id: null } as const;
const NOT_ARRIVED = new Set(['hard', 'soft', 'policy']);
/** Administrators hear once a day that other houses refuse our mail. */
const POLICY_EVERY = '24 hours';

interface Sent {
  id: string;
  ticketId: string;
  recipients: string[];
}

@Injectable()
export class ReturnedMails {
  constructor(
    private readonly undeliverable: Undeliverable,
    private readonly messages: OutboundMessages,
    private readonly followers: FollowersService,
    private readonly timeline: TimelineWriter,
  ) {}

  /** Null when it is no such report, or on no message of ours: then it is a mail like another. */
  async take(tx: Tx, inbound: InboundMessage): Promise<{ ticketId: string; itemId: string } | null> {
    const reports = Reports.safeParse(inbound.data['returned']);
    const sent = reports.success ? await this.sent(tx, inbound.data['bounceOf']) : null;
    if (!reports.success || !sent) return null;
    const rawMailId = z.uuid().safeParse(inbound.data['rawMailId']).data ?? null;
    let itemId = sent.id;
    for (const report of reports.data) itemId = await this.note(tx, sent, report, rawMailId);
    return { ticketId: sent.ticketId, itemId };
  }

  /** Answers the id of what the timeline shows for it. */
  private async note(tx: Tx, sent: Sent, report: ReturnedMail, rawMailId: string | null): Promise<string> {
    const address = meant(report.address, sent.recipients);
    const { ticketId } = sent;
    if (report.kind === 'delivered' || report.kind === 'read') {
      await this.messages.setDelivery(tx, sent.id, report.kind, report.words);
      return sent.id;
    }
    const news = report.kind === 'policy' && address !== null && (await this.isFirstRefusal(tx));
    const why = address ? await this.undeliverable.heard(tx, address, report, { rawMailId, ticketId }) : null;
    const event = await this.timeline.event(tx, ticketId, 'mail.returned', system, {
      messageId: sent.id,
      kind: report.kind,
      address,
      status: report.status,
      words: report.words,
      rawMailId,
      undeliverable: why !== null,
    });
    if (NOT_ARRIVED.has(report.kind)) await this.followers.tellAnswering(tx, ticketId, event.seq);
    if (news) await this.followers.tellRole(tx, ticketId, 'admin');
    // Somebody calls our mail unwanted: that is a matter for people, whoever answers for the ticket.
    if (report.kind === 'complaint') await this.followers.tellRole(tx, ticketId, 'supervisor');
    return event.id;
  }

  private async sent(tx: Tx, messageId: unknown): Promise<Sent | null> {
    const [row] = await tx.query<Sent>(
      `SELECT id, ticket_id AS "ticketId", ARRAY(SELECT lower(one) FROM jsonb_array_elements_text(
         coalesce(data->'to', '[]') || coalesce(data->'cc', '[]')) AS one) AS recipients
       FROM tickets.message WHERE id::text = $1 AND direction = 'out'`,
      [String(messageId)],
    );
    return row ?? null;
  }

  private async isFirstRefusal(tx: Tx): Promise<boolean> {
    const lately = await tx.query(
      `SELECT 1 FROM customers.address_report WHERE kind = 'policy' AND at > now() - interval '${POLICY_EVERY}' LIMIT 1`,
    );
    return lately.length === 0;
  }
}

/** A report speaks of who was written to, or of nobody: its author may name whom they like. */
function meant(named: string | null, recipients: string[]): string | null {
  if (named !== null && recipients.includes(named)) return named;
  return recipients.length === 1 ? (recipients[0] ?? null) : null;
}
