/** A matter in one minute, read off what stands on the ticket: the card of a hand-over is proposed from it. */
import { Injectable } from '@nestjs/common';
import type { Brief, FieldValue } from '@lib/contracts';
import { Database } from '@lib/database';
import type { Principal } from '@lib/platform';
import { TicketAccess } from '@lib/tickets';
import { ChecklistsService } from './checklists.service.js';
import { FactsService } from './facts.service.js';
import { FieldsService } from './fields.service.js';
import { MatterService } from './matter.service.js';
import { PlanService } from './plan.service.js';

const EXCERPT = 400;
const MOST_PROMISES = 20;

const words = (alias: string): string =>
  `left(btrim(regexp_replace(coalesce(${alias}.reply_text, ${alias}.text), '\\s+', ' ', 'g')), ${EXCERPT})`;
const said = (direction: 'in' | 'out', order: 'ASC' | 'DESC'): string =>
  `(SELECT ${words('said')} FROM tickets.message AS said WHERE said.ticket_id = ticket.id AND said.direction = '${direction}'
     AND NOT said.data ? 'automatic' AND coalesce(said.delivery_state, '') NOT IN ('cancelled', 'failed')
   ORDER BY said.seq ${order} LIMIT 1)`;
const agent = (alias: string): string =>
  `jsonb_build_object('id', ${alias}.id, 'name', ${alias}.name, 'photo', ${alias}.photo)`;

interface Words {
  subject: string;
  firstWords: string | null;
  lastCustomer: string | null;
  lastUs: string | null;
}

@Injectable()
export class BriefReader {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly matters: MatterService,
    private readonly plans: PlanService,
    private readonly facts: FactsService,
    private readonly checklists: ChecklistsService,
    private readonly fields: FieldsService,
  ) {}

  async brief(principal: Principal, idOrNumber: string): Promise<Brief> {
    const id = await this.access.require(principal, idOrNumber);
    const [matter, { steps }, facts, said, promised, handedOver, answers] = await Promise.all([
      this.matters.view(id),
      this.plans.plan(id),
      this.facts.of(id),
      this.said(id),
      this.promised(id),
      this.handedOver(id),
      this.answers(id),
    ]);
    const understood = matter.understood?.text;
    const source = understood ? 'understood' : said.firstWords ? 'first-words' : 'subject';
    return {
      wants: { text: understood ?? said.firstWords ?? said.subject, source },
      done: steps
        .filter(({ state }) => state === 'done')
        .map(({ inner, doneBy, doneAt }) => ({ text: inner, by: doneBy?.name ?? null, at: doneAt })),
      left: steps
        .filter(({ state }) => state === 'planned' || state === 'doing')
        .map(({ inner, owner, dueAt }) => ({ text: inner, by: owner?.name ?? null, dueAt })),
      promised,
      facts,
      answers,
      last: { customer: said.lastCustomer, us: said.lastUs },
      handedOver,
    };
  }

  private async said(ticketId: string): Promise<Words> {
    const [row] = await this.database.query<Words>(
      `SELECT ticket.subject, ${said('in', 'ASC')} AS "firstWords", ${said('in', 'DESC')} AS "lastCustomer",
         ${said('out', 'DESC')} AS "lastUs" FROM tickets.ticket WHERE ticket.id = $1`,
      [ticketId],
    );
    return row ?? { subject: '', firstWords: null, lastCustomer: null, lastUs: null };
  }

  /** Still to be kept, or broken and not made good. */
  private async promised(ticketId: string): Promise<Brief['promised']> {
    const rows = await this.database.query<{ text: string; dueAt: Date }>(
      `SELECT text, due_at AS "dueAt" FROM clocks.promise
       WHERE ticket_id = $1 AND num_nonnulls(kept_at, cancelled_at, renewed_at, made_good_at) = 0
       ORDER BY due_at LIMIT ${MOST_PROMISES}`,
      [ticketId],
    );
    return rows.map(({ text, dueAt }) => ({ text, dueAt: dueAt.toISOString() }));
  }

  private async handedOver(ticketId: string): Promise<Brief['handedOver']> {
    const [row] = await this.database.query<NonNullable<Brief['handedOver']> & { decidedAt: Date }>(
      `SELECT ${agent('giver')} AS "from", ${agent('taker')} AS "to", given.decided_at AS "decidedAt", given.card,
         note.text AS "innerNote"
       FROM tickets.hand_over AS given JOIN tickets.note ON note.id = given.note_id
       JOIN agents.agent AS giver ON giver.id = given.from_agent_id JOIN agents.agent AS taker ON taker.id = given.to_agent_id
       WHERE given.ticket_id = $1 AND given.state = 'accepted' ORDER BY given.decided_at DESC LIMIT 1`,
      [ticketId],
    );
    if (!row) return null;
    const { decidedAt, ...given } = row;
    return { ...given, at: decidedAt.toISOString() };
  }

  private async answers(ticketId: string): Promise<Brief['answers']> {
    const [items, fields, values] = await Promise.all([
      this.checklists.items(ticketId),
      this.fields.all(),
      this.fields.values(ticketId),
    ]);
    return [
      ...fields.flatMap(({ id, fr, en }) => {
        const value = values[id];
        return value === undefined ? [] : [{ fr, en, answer: plain(value), by: null, at: null }];
      }),
      ...items.flatMap(({ text, answer, tickedBy, tickedAt }) =>
        answer === null ? [] : [{ fr: text, en: text, answer, by: tickedBy?.name ?? null, at: tickedAt }],
      ),
    ];
  }
}

function plain(value: FieldValue): string {
  if (typeof value === 'boolean') return value ? '✓' : '✗';
  return Array.isArray(value) ? value.join(', ') : String(value);
}
