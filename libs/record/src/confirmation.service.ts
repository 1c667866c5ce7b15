/** Whether it works again: the customer is asked once in their channel, and answers by a signed link or through an agent. */
import { Inject, Injectable } from '@nestjs/common';
import { formatTicketNumber, Problem, type Actor, type Locale, type TicketStatus } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { ReplyService } from '@lib/delivery';
import { Clock, CONFIG, Secrets, type Config, type Principal } from '@lib/platform';
import { actorOf, TicketCommands } from '@lib/tickets';
import { z } from 'zod';
import { askWorks } from './customer-words.js';
import { RecordBook } from './record-book.js';

const PURPOSE = 'confirmation-link';
const LINK_LIVES_MS = 30 * 86_400_000;

interface Asked {
  number: string;
  status: TicketStatus;
  customerId: string;
  locale: Locale;
  ownerId: string | null;
  ownerName: string | null;
  resolvedAt: Date | null;
  askedAt: Date | null;
  answeredAt: Date | null;
  works: boolean | null;
}

/** What the page behind the link shows. */
export interface Question {
  number: string;
  locale: Locale;
  state: 'open' | 'thanks' | 'reopened' | 'over';
}

@Injectable()
export class ConfirmationService {
  constructor(
    private readonly database: Database,
    private readonly book: RecordBook,
    private readonly commands: TicketCommands,
    private readonly replies: ReplyService,
    private readonly outbox: Outbox,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Heard after a ticket was resolved; may run twice, and asks once for each time it was resolved. */
  async ask(tx: Tx, ticketId: string, resolvedBy: Actor): Promise<void> {
    const [wanted] = await tx.query(`SELECT 1 FROM record.resolving WHERE ask_customer`);
    const ticket = wanted ? await this.hold(tx, ticketId) : null;
    if (!ticket?.resolvedAt || ticket.status !== 'resolved') return;
    if (ticket.askedAt && ticket.askedAt >= ticket.resolvedAt) return;
    const author =
      resolvedBy.kind === 'agent' && resolvedBy.id
        ? { agentId: resolvedBy.id, name: resolvedBy.name ?? '' }
        : ticket.ownerId && { agentId: ticket.ownerId, name: ticket.ownerName ?? '' };
    const channel = author && (await this.channel(tx, ticketId));
    if (!author || !channel) return;
    const askedAt = new Date(Math.max(this.clock.now().getTime(), ticket.resolvedAt.getTime() + 1));
    await tx.query(
      `INSERT INTO record.matter (ticket_id, asked_at) VALUES ($1, $2)
       ON CONFLICT (ticket_id) DO UPDATE SET asked_at = excluded.asked_at, answered_at = NULL, works = NULL`,
      [ticketId, askedAt],
    );
    const link = `${this.config.publicUrl}/confirm/${this.token(ticketId, askedAt)}`;
    const text = askWorks[ticket.locale](ticket.number, link);
    await this.replies.sendIn(tx, author, ticketId, { channel, text }, null);
    await this.book.tell(tx, ticketId, 'confirmation.asked', { kind: 'system', id: null }, {});
  }

  /** What the customer said to an agent. */
  async byAgent(principal: Principal, idOrNumber: string, works: boolean): Promise<string> {
    return this.book.write(principal, idOrNumber, async (tx, { id, status }) => {
      if (status !== 'resolved') throw new Problem('move-not-allowed', 'It is not resolved');
      await this.settle(tx, id, works, actorOf(principal));
      return { result: id, event: null };
    });
  }

  /** Null when the link is not one of ours. Looking changes nothing: programs that read mails open every link. */
  async question(token: string): Promise<Question | null> {
    const link = this.read(token);
    return (
      link && this.database.transaction(async (tx) => this.shown(await this.hold(tx, link.ticketId), link))
    );
  }

  async byLink(token: string, works: boolean): Promise<Question | null> {
    const link = this.read(token);
    if (!link) return null;
    return this.database.transaction(async (tx) => {
      const ticket = await this.hold(tx, link.ticketId);
      const before = this.shown(ticket, link);
      if (!ticket || before?.state !== 'open') return before;
      await this.settle(tx, link.ticketId, works, { kind: 'customer', id: ticket.customerId });
      return { ...before, state: works ? 'thanks' : 'reopened' };
    });
  }

  /** Yes ends the customer's own clock; no opens the ticket again, and its owner is still its owner. */
  private async settle(tx: Tx, ticketId: string, works: boolean, actor: Actor): Promise<void> {
    await tx.query(
      `INSERT INTO record.matter (ticket_id, answered_at, works) VALUES ($1, now(), $2)
       ON CONFLICT (ticket_id) DO UPDATE SET answered_at = excluded.answered_at, works = excluded.works`,
      [ticketId, works],
    );
    await this.book.tell(tx, ticketId, works ? 'confirmation.yes' : 'confirmation.no', actor, {});
    if (!works) await this.commands.changeIn(tx, ticketId, { status: 'open' }, actor, null);
    else
      await this.outbox.publish(tx, 'ticket.confirmed', {
        subject: { type: 'ticket', id: ticketId },
        actor,
        data: { ticketId },
      });
  }

  private shown(ticket: Asked | null, link: { askedAt: Date }): Question | null {
    if (!ticket) return null;
    const { number, locale, status, askedAt, answeredAt, works } = ticket;
    const current = askedAt?.getTime() === link.askedAt.getTime();
    const young = this.clock.now().getTime() - link.askedAt.getTime() < LINK_LIVES_MS;
    const answered = current && answeredAt !== null;
    const state = answered
      ? works
        ? 'thanks'
        : 'reopened'
      : current && young && status === 'resolved'
        ? 'open'
        : 'over';
    return { number, locale, state };
  }

  /** Nobody to write to is no fault: then an agent asks. */
  private async channel(tx: Tx, ticketId: string): Promise<'chat' | 'email' | null> {
    try {
      return await this.replies.channelFor(tx, ticketId);
    } catch (error) {
      if (error instanceof Problem && error.code === 'no-address-on-channel') return null;
      throw error;
    }
  }

  private async hold(tx: Tx, ticketId: string): Promise<Asked | null> {
    const [row] = await tx.query<Asked>(
      `SELECT ticket.number, ticket.status, ticket.customer_id AS "customerId", coalesce(customer.locale, 'fr') AS locale,
         ticket.owner_id AS "ownerId", owner.name AS "ownerName", ticket.resolved_at AS "resolvedAt",
         matter.asked_at AS "askedAt", matter.answered_at AS "answeredAt", matter.works
       FROM tickets.ticket JOIN customers.customer ON customer.id = ticket.customer_id
       LEFT JOIN agents.agent AS owner ON owner.id = ticket.owner_id
       LEFT JOIN record.matter ON matter.ticket_id = ticket.id
       WHERE ticket.id = $1 FOR UPDATE OF ticket`,
      [ticketId],
    );
    return row ? { ...row, number: formatTicketNumber(Number(row.number)) } : null;
  }

  private token(ticketId: string, askedAt: Date): string {
    const said = `${ticketId}.${askedAt.getTime()}`;
    return `${said}.${this.secrets.sign(PURPOSE, said)}`;
  }

  private read(token: string): { ticketId: string; askedAt: Date } | null {
    const [ticketId = '', at = '', mac = ''] = token.split('.');
    const known = z.uuid().safeParse(ticketId).success && /^\d{1,15}$/.test(at);
    if (!known || !this.secrets.verify(PURPOSE, `${ticketId}.${at}`, mac)) return null;
    return { ticketId, askedAt: new Date(Number(at)) };
  }
}
