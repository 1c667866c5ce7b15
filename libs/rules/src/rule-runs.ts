/** What rules did, read back: newest first, page by page, with the stops of the loop guard nobody has seen. */
import { Injectable } from '@nestjs/common';
import { formatTicketNumber, type RuleRun, type RuleRunList, type RuleRunQuery } from '@lib/contracts';
import { Database } from '@lib/database';
import { requireRole, type Principal } from '@lib/platform';

type Row = Omit<RuleRun, 'at' | 'ticket'> & { at: Date; ticketId: string; number: string; subject: string };

@Injectable()
export class RuleRuns {
  constructor(private readonly database: Database) {}

  async page(
    principal: Principal,
    { ruleId, ticketId, state, limit, before }: RuleRunQuery,
  ): Promise<RuleRunList> {
    requireRole(principal, 'admin');
    const rows = await this.database.query<Row>(
      `SELECT run.id, run.rule_id AS "ruleId", run.rule_name AS "ruleName", run.at, run.trigger, run.state, run.stop, run.because,
         run.outcomes, ticket.id AS "ticketId", ticket.number, ticket.subject
       FROM rules.run JOIN tickets.ticket ON ticket.id = run.ticket_id
       WHERE ($1::uuid IS NULL OR run.rule_id = $1) AND ($2::uuid IS NULL OR run.ticket_id = $2) AND ($3::text IS NULL OR run.state = $3)
         AND ($4::uuid IS NULL OR (run.at, run.id) < (SELECT last.at, last.id FROM rules.run AS last WHERE last.id = $4))
       ORDER BY run.at DESC, run.id DESC LIMIT $5`,
      [ruleId ?? null, ticketId ?? null, state ?? null, before ?? null, limit + 1],
    );
    const items = rows.slice(0, limit).map(viewOf);
    const [unseen] = await this.database.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM rules.run WHERE state = 'stopped' AND seen_at IS NULL`,
    );
    return {
      items,
      next: rows.length > limit ? (items.at(-1)?.id ?? null) : null,
      unseenStops: unseen?.count ?? 0,
    };
  }

  async seeStops(principal: Principal): Promise<void> {
    requireRole(principal, 'admin');
    await this.database.query(
      `UPDATE rules.run SET seen_at = now() WHERE state = 'stopped' AND seen_at IS NULL`,
    );
  }
}

function viewOf({ at, ticketId, number, subject, ...row }: Row): RuleRun {
  return {
    ...row,
    at: at.toISOString(),
    ticket: { id: ticketId, number: formatTicketNumber(Number(number)), subject },
  };
}
