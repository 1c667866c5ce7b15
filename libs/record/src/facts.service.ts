/** What the customer told already and what was tried: written once, and read by whoever answers next. */
import { Injectable } from '@nestjs/common';
import { Problem, type AddFact, type ChangeFact, type Fact } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { newId, type Principal } from '@lib/platform';
import { z } from 'zod';
import { RecordBook } from './record-book.js';

export const MOST_FACTS = 100;

/** Whose facts count as the ticket's own: it, and what was merged into it. */
const OWN = `(SELECT $1::uuid AS id UNION SELECT absorbed FROM tickets.absorbed_by($1::uuid) AS absorbed)`;
/** What the customer said on the matter this one follows need not be said again either. */
const FOLLOWED = `(SELECT follows_ticket_id AS id FROM tickets.ticket WHERE ticket.id = $1 AND follows_ticket_id IS NOT NULL
  UNION SELECT to_ticket_id FROM tickets.link WHERE kind = 'follow-up-of' AND from_ticket_id = $1)`;
const NUMBER = `'G-' || lpad(written.number::text, greatest(6, length(written.number::text)), '0')`;

@Injectable()
export class FactsService {
  constructor(
    private readonly database: Database,
    private readonly book: RecordBook,
  ) {}

  /** Oldest first: those of the ticket it follows, then its own; at most 100 of each kind of ticket. */
  async of(ticketId: string, tx?: Tx): Promise<Fact[]> {
    const rows = await (tx ?? this.database).query<Omit<Fact, 'at'> & { at: Date }>(
      `SELECT fact.id, fact.kind, fact.text, fact.outcome, fact.at, fact.repeats,
         CASE WHEN agent.id IS NOT NULL THEN jsonb_build_object('id', agent.id, 'name', agent.name, 'photo', agent.photo) END AS by,
         CASE WHEN scope.own THEN NULL ELSE ${NUMBER} END AS "ticketNumber"
       FROM (SELECT id, true AS own FROM ${OWN} AS own UNION SELECT id, false FROM ${FOLLOWED} AS followed
             WHERE id NOT IN (SELECT id FROM ${OWN} AS mine)) AS scope
       JOIN record.fact ON fact.ticket_id = scope.id JOIN tickets.ticket AS written ON written.id = fact.ticket_id
       LEFT JOIN agents.agent ON agent.id = fact.by_id
       ORDER BY scope.own, fact.at, fact.id LIMIT ${MOST_FACTS * 2}`,
      [ticketId],
    );
    return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
  }

  /** Errors: `too-large` beyond 100 on one ticket. */
  async add(principal: Principal, idOrNumber: string, { kind, text, outcome }: AddFact): Promise<Fact[]> {
    return this.book.write(principal, idOrNumber, async (tx, ticket) => {
      const [added] = await tx.query(
        `INSERT INTO record.fact (id, ticket_id, kind, text, outcome, by_id)
         SELECT $1, $2, $3, $4, $5, $6 WHERE (SELECT count(*) FROM record.fact WHERE ticket_id = $2) < ${MOST_FACTS} RETURNING id`,
        [newId(), ticket.id, kind, text, outcome, principal.agentId],
      );
      if (!added) throw new Problem('too-large', `A ticket has ${MOST_FACTS} facts at most`);
      return { result: await this.of(ticket.id, tx), event: { name: `fact.${kind}`, data: { text } } };
    });
  }

  /** What was told has no outcome: giving it one is refused (`invalid-input`). */
  async change(
    principal: Principal,
    idOrNumber: string,
    factId: string,
    change: ChangeFact,
  ): Promise<Fact[]> {
    return this.book.write(principal, idOrNumber, async (tx, ticket) => {
      const before = await this.own(tx, ticket.id, factId);
      if (change.outcome && before.kind === 'told')
        throw new Problem('invalid-input', undefined, [{ path: 'outcome', message: 'told, not tried' }]);
      const [text, outcome] = [change.text ?? before.text, change.outcome ?? before.outcome];
      const moved = text !== before.text || outcome !== before.outcome;
      await tx.query(`UPDATE record.fact SET text = $2, outcome = $3 WHERE id = $1`, [factId, text, outcome]);
      const event = { name: 'fact.changed', data: { text, before: before.text } };
      return { result: await this.of(ticket.id, tx), event: moved ? event : null };
    });
  }

  async remove(principal: Principal, idOrNumber: string, factId: string): Promise<Fact[]> {
    return this.book.write(principal, idOrNumber, async (tx, ticket) => {
      const { text } = await this.own(tx, ticket.id, factId);
      await tx.query(`DELETE FROM record.fact WHERE id = $1`, [factId]);
      return { result: await this.of(ticket.id, tx), event: { name: 'fact.removed', data: { text } } };
    });
  }

  /** The customer said it once more, or that was a slip: the count is what the house has to be ashamed of. */
  async repeat(principal: Principal, idOrNumber: string, factId: string, by: 1 | -1): Promise<Fact[]> {
    return this.book.write(principal, idOrNumber, async (tx, ticket) => {
      const { text } = await this.own(tx, ticket.id, factId);
      const counted = await tx.query(
        `UPDATE record.fact SET repeats = repeats + $2 WHERE id = $1 AND repeats + $2 BETWEEN 0 AND 1000 RETURNING id`,
        [factId, by],
      );
      const event = { name: by === 1 ? 'fact.repeated' : 'fact.repeat-undone', data: { text } };
      return { result: await this.of(ticket.id, tx), event: counted.length > 0 ? event : null };
    });
  }

  private async own(
    tx: Tx,
    ticketId: string,
    factId: string,
  ): Promise<Pick<Fact, 'kind' | 'text' | 'outcome'>> {
    const [row] = z.uuid().safeParse(factId).success
      ? await tx.query<Pick<Fact, 'kind' | 'text' | 'outcome'>>(
          `SELECT kind, text, outcome FROM record.fact WHERE id = $2 AND ticket_id IN (SELECT id FROM ${OWN} AS own)`,
          [ticketId, factId],
        )
      : [];
    if (!row) throw new Problem('not-found');
    return row;
  }
}
