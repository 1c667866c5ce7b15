/** What a solved ticket gives an article: the words made for its customer, and apart from them those of colleagues. */
import { Injectable } from '@nestjs/common';
import {
  formatTicketNumber,
  Problem,
  type AgentRef,
  type ArticleDraft,
  type TicketStatus,
} from '@lib/contracts';
import { Database } from '@lib/database';
import type { Principal } from '@lib/platform';
import { TicketAccess } from '@lib/tickets';
import { innerOf, textOf, type Written } from './draft-text.js';

type Solved = Written & { number: string; status: TicketStatus; credit: AgentRef | null };

@Injectable()
export class ArticleDrafts {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
  ) {}

  /** Writes nothing. Errors: `not-found`, `move-not-allowed` while the ticket is not resolved. */
  async ofTicket(principal: Principal, idOrNumber: string): Promise<ArticleDraft> {
    const id = await this.access.require(principal, idOrNumber);
    const [solved] = await this.database.query<Solved>(
      `SELECT ticket.number, ticket.subject, ticket.status, coalesce(customer.locale, 'fr') AS locale,
         CASE WHEN owner.id IS NOT NULL THEN jsonb_build_object('id', owner.id, 'name', owner.name, 'photo', owner.photo) END AS credit,
         matter.understood, matter.behind, cause.label_fr AS "causeFr", cause.label_en AS "causeEn", matter.cause_note AS "causeNote",
         coalesce((SELECT jsonb_agg(jsonb_build_object('inner', inner_wording, 'customer', customer_wording) ORDER BY place)
           FROM record.plan_step WHERE ticket_id = ticket.id AND state <> 'dropped'), '[]') AS steps
       FROM tickets.ticket JOIN customers.customer ON customer.id = ticket.customer_id
       LEFT JOIN agents.agent AS owner ON owner.id = ticket.owner_id
       LEFT JOIN record.matter ON matter.ticket_id = ticket.id LEFT JOIN record.cause ON cause.id = matter.cause_id
       WHERE ticket.id = $1`,
      [id],
    );
    if (!solved) throw new Problem('not-found');
    if (solved.status !== 'resolved' && solved.status !== 'closed')
      throw new Problem('move-not-allowed', 'An article is drafted from a solved ticket');
    const { locale, credit } = solved;
    return {
      ticket: { id, number: formatTicketNumber(Number(solved.number)) },
      locale,
      text: textOf(solved),
      inner: innerOf(solved),
      credit,
    };
  }
}
