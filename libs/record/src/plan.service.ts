/** A ticket's plan: what is done, by whom, until when; for colleagues in their words, for the customer in words made for them. */
import { Injectable } from '@nestjs/common';
import {
  planLimits,
  Problem,
  type ChangePlanStep,
  type CustomerPlan,
  type CustomerWording,
  type Locale,
  type Plan,
  type PlanStep,
  type WritePlanStep,
} from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { CustomerTextCheck } from '@lib/kitchen';
import { newId, type Principal } from '@lib/platform';
import { TicketAccess } from '@lib/tickets';
import { z } from 'zod';
import { RecordBook } from './record-book.js';

interface Row extends Omit<PlanStep, 'dueAt' | 'doneAt'> {
  dueAt: Date | null;
  doneAt: Date | null;
}

const agent = (alias: string) =>
  `CASE WHEN ${alias}.id IS NULL THEN NULL ELSE jsonb_build_object('id', ${alias}.id, 'name', ${alias}.name, 'photo', ${alias}.photo) END`;

const READ = `
  SELECT step.id, step.place, step.inner_wording AS "inner", step.customer_wording AS customer, ${agent('owner')} AS owner,
    step.due_at AS "dueAt", step.state, step.done_at AS "doneAt", ${agent('doer')} AS "doneBy"
  FROM record.plan_step AS step LEFT JOIN agents.agent AS owner ON owner.id = step.owner_id
  LEFT JOIN agents.agent AS doer ON doer.id = step.done_by`;

@Injectable()
export class PlanService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly book: RecordBook,
    private readonly kitchen: CustomerTextCheck,
  ) {}

  async plan(ticketId: string, tx?: Tx): Promise<Plan> {
    const rows = await (tx ?? this.database).query<Row>(
      `${READ} WHERE step.ticket_id = $1 ORDER BY step.place, step.id`,
      [ticketId],
    );
    return { audience: 'inner', steps: rows.map(viewOf) };
  }

  /** Names only what was worded for the customer; a line that the lists have since learned to refuse is left out. */
  async customerPlan(ticketId: string): Promise<CustomerPlan> {
    const rows = await this.database.query<{
      text: CustomerWording;
      state: PlanStep['state'];
      dueAt: Date | null;
      locale: Locale;
    }>(
      `SELECT step.customer_wording AS text, step.state, step.due_at AS "dueAt", coalesce(customer.locale, 'fr') AS locale
       FROM record.plan_step AS step JOIN tickets.ticket ON ticket.id = step.ticket_id
       JOIN customers.customer ON customer.id = ticket.customer_id
       WHERE step.ticket_id = $1 AND step.customer_wording IS NOT NULL AND step.state <> 'dropped' ORDER BY step.place, step.id`,
      [ticketId],
    );
    const steps: CustomerPlan['steps'] = [];
    for (const { text, state, dueAt, locale } of rows)
      if ((await this.kitchen.check({ text, locale })).length === 0)
        steps.push({ text, state, dueAt: dueAt?.toISOString() ?? null });
    return { audience: 'customer', steps };
  }

  async forAudience(
    principal: Principal,
    idOrNumber: string,
    audience: 'inner' | 'customer',
  ): Promise<Plan | CustomerPlan> {
    const id = await this.access.require(principal, idOrNumber);
    return audience === 'customer' ? this.customerPlan(id) : this.plan(id);
  }

  /** At the end of the plan. Errors: `inner-words`, `too-large`. */
  async add(principal: Principal, idOrNumber: string, step: WritePlanStep): Promise<Plan> {
    return this.book.write(principal, idOrNumber, async (tx, ticket) => {
      await this.refuseInnerWords(step.customer, ticket.locale);
      await this.knownAgent(tx, step.ownerId);
      const [added] = await tx.query<{ place: number }>(
        `INSERT INTO record.plan_step (id, ticket_id, place, inner_wording, customer_wording, owner_id, due_at)
         SELECT $1, $2, coalesce(max(place), 0) + 1, $3, $4, $5, $6 FROM record.plan_step WHERE ticket_id = $2
         HAVING count(*) < ${planLimits.steps} RETURNING place`,
        [newId(), ticket.id, step.inner, step.customer, step.ownerId, step.dueAt],
      );
      if (!added) throw new Problem('too-large', `A plan has ${planLimits.steps} steps at most`);
      const event = { name: 'plan.step-added', data: { place: added.place, wording: step.inner } };
      return { result: await this.plan(ticket.id, tx), event };
    });
  }

  async change(
    principal: Principal,
    idOrNumber: string,
    stepId: string,
    change: ChangePlanStep,
  ): Promise<Plan> {
    return this.book.write(principal, idOrNumber, async (tx, ticket) => {
      const before = await this.step(tx, ticket.id, stepId);
      await this.refuseInnerWords(change.customer ?? null, ticket.locale);
      await this.knownAgent(tx, change.ownerId ?? null);
      const keep = <T>(given: T | undefined, kept: T): T => (given === undefined ? kept : given);
      const state = change.state ?? before.state;
      await tx.query(
        `UPDATE record.plan_step SET inner_wording = $2, customer_wording = $3, owner_id = $4, due_at = $5, state = $6,
           done_at = CASE WHEN $6 = 'done' THEN coalesce(done_at, now()) END,
           done_by = CASE WHEN $6 = 'done' THEN coalesce(done_by, $7::uuid) END
         WHERE id = $1`,
        [
          stepId,
          change.inner ?? before.inner,
          keep(change.customer, before.customer),
          keep(change.ownerId, before.owner?.id ?? null),
          keep(change.dueAt, before.dueAt?.toISOString() ?? null),
          state,
          principal.agentId,
        ],
      );
      if (change.place) await this.move(tx, ticket.id, stepId, change.place);
      const data = {
        place: change.place ?? before.place,
        wording: change.inner ?? before.inner,
        fields: Object.keys(change),
        ...(state !== before.state && { from: before.state, to: state }),
      };
      const event = Object.keys(change).length > 0 ? { name: 'plan.step-changed', data } : null;
      return { result: await this.plan(ticket.id, tx), event };
    });
  }

  async remove(principal: Principal, idOrNumber: string, stepId: string): Promise<Plan> {
    return this.book.write(principal, idOrNumber, async (tx, ticket) => {
      const { inner, place } = await this.step(tx, ticket.id, stepId);
      await tx.query(`DELETE FROM record.plan_step WHERE id = $1`, [stepId]);
      const rest = (await this.plan(ticket.id, tx)).steps.map(({ id }) => id);
      await this.number(tx, ticket.id, rest);
      const event = { name: 'plan.step-removed', data: { place, wording: inner } };
      return { result: await this.plan(ticket.id, tx), event };
    });
  }

  private async move(tx: Tx, ticketId: string, stepId: string, place: number): Promise<void> {
    const { steps } = await this.plan(ticketId, tx);
    const others = steps.map(({ id }) => id).filter((id) => id !== stepId);
    await this.number(tx, ticketId, others.toSpliced(place - 1, 0, stepId));
  }

  private async number(tx: Tx, ticketId: string, order: string[]): Promise<void> {
    await tx.query(
      `UPDATE record.plan_step SET place = array_position($2::uuid[], id) WHERE ticket_id = $1 AND id = ANY($2::uuid[])`,
      [ticketId, order],
    );
  }

  private async step(tx: Tx, ticketId: string, stepId: string): Promise<Row> {
    const [row] = z.uuid().safeParse(stepId).success
      ? await tx.query<Row>(`${READ} WHERE step.id = $1 AND step.ticket_id = $2`, [stepId, ticketId])
      : [];
    if (!row) throw new Problem('not-found');
    return row;
  }

  /** Nobody looks over it again before the customer reads it, so here the door is shut and not only watched. */
  private async refuseInnerWords(text: CustomerWording | null, locale: Locale): Promise<void> {
    const findings = text ? await this.kitchen.check({ text, locale }) : [];
    if (findings.length > 0)
      throw new Problem(
        'inner-words',
        undefined,
        findings.map(({ words, why }) => ({ path: 'customer', message: `${words}: ${why}` })),
      );
  }

  private async knownAgent(tx: Tx, id: string | null): Promise<void> {
    if (id === null) return;
    const [known] = await tx.query(`SELECT 1 FROM agents.agent WHERE id = $1 AND disabled_at IS NULL`, [id]);
    if (!known) throw new Problem('invalid-input', undefined, [{ path: 'ownerId', message: 'unknown' }]);
  }
}

function viewOf({ dueAt, doneAt, ...row }: Row): PlanStep {
  return { ...row, dueAt: dueAt?.toISOString() ?? null, doneAt: doneAt?.toISOString() ?? null };
}
