/** Fields that admins add to tickets: their list, the values of a ticket, and which of them a customer may read. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  misfit,
  Problem,
  type AddField,
  type ChangeField,
  type CustomerFields,
  type Field,
  type FieldValue,
  type FieldValues,
  type SetFieldValues,
} from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { newId, requireRole, type Principal } from '@lib/platform';
import { OpeningRules, ResolvingRules, TicketAccess, type Opened } from '@lib/tickets';
import { z } from 'zod';
import { RecordBook, type Written } from './record-book.js';

const MOST_FIELDS = 100;

const READ = `SELECT id, place, kind, audience, label_fr AS fr, label_en AS en, ticket_types AS types,
    required_to_resolve AS "requiredToResolve", required_to_open AS "requiredToOpen", choices
  FROM record.field WHERE archived_at IS NULL`;

@Injectable()
export class FieldsService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly book: RecordBook,
    private readonly rules: ResolvingRules,
    private readonly opening: OpeningRules,
  ) {}

  onModuleInit(): void {
    this.rules.add((tx, ticketId) => this.requireFilled(tx, ticketId));
    this.opening.add((tx, opened) => this.open(tx, opened));
  }

  async all(tx?: Tx): Promise<Field[]> {
    return (tx ?? this.database).query<Field>(`${READ} ORDER BY place, id`);
  }

  async add(principal: Principal, field: AddField): Promise<Field[]> {
    requireRole(principal, 'admin');
    const added = await this.database.query(
      `INSERT INTO record.field (id, place, kind, audience, label_fr, label_en, ticket_types, required_to_resolve, choices, required_to_open)
       SELECT $1, coalesce(max(place), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9 FROM record.field WHERE archived_at IS NULL
       HAVING count(*) < ${MOST_FIELDS} RETURNING id`,
      [newId(), field.kind, field.audience, ...columns(field)],
    );
    if (added.length === 0) throw new Problem('too-large', `There are ${MOST_FIELDS} fields at most`);
    return this.all();
  }

  /** Its kind and who may read it are not changed: values stand on tickets already. */
  async change(principal: Principal, id: string, field: ChangeField): Promise<Field[]> {
    requireRole(principal, 'admin');
    const changed = await this.database.query(
      `UPDATE record.field SET label_fr = $2, label_en = $3, ticket_types = $4, required_to_resolve = $5, choices = $6, required_to_open = $7, place = $8
       WHERE id = $1 AND archived_at IS NULL RETURNING id`,
      [known(id), ...columns(field), field.place],
    );
    if (changed.length === 0) throw new Problem('not-found');
    return this.all();
  }

  /** Out of sight; the values stay on their tickets. */
  async archive(principal: Principal, id: string): Promise<void> {
    requireRole(principal, 'admin');
    const archived = await this.database.query(
      `UPDATE record.field SET archived_at = now() WHERE id = $1 AND archived_at IS NULL RETURNING id`,
      [known(id)],
    );
    if (archived.length === 0) throw new Problem('not-found');
  }

  async values(ticketId: string, tx?: Tx): Promise<FieldValues> {
    const rows = await (tx ?? this.database).query<{ id: string; value: FieldValue }>(
      `SELECT field_value.field_id AS id, field_value.value FROM record.field_value
       JOIN record.field ON field.id = field_value.field_id AND field.archived_at IS NULL WHERE field_value.ticket_id = $1`,
      [ticketId],
    );
    return Object.fromEntries(rows.map(({ id, value }) => [id, value]));
  }

  async set(principal: Principal, idOrNumber: string, wish: SetFieldValues): Promise<FieldValues> {
    return this.book.write(principal, idOrNumber, (tx, { id }) => this.put(tx, id, wish));
  }

  /** For who has decided the right already. */
  async setIn(tx: Tx, principal: Principal, ticketId: string, wish: SetFieldValues): Promise<FieldValues> {
    return this.book.writeIn(tx, principal, ticketId, () => this.put(tx, ticketId, wish));
  }

  private async put(tx: Tx, ticketId: string, { values }: SetFieldValues): Promise<Written<FieldValues>> {
    const fields = await this.all(tx);
    const before = await this.values(ticketId, tx);
    const faults = faultsIn(fields, values, 'values');
    if (faults.length > 0) throw new Problem('invalid-input', undefined, faults);
    const given = Object.entries(values).map(([id, value]) => ({ id, value }));
    await this.keep(tx, ticketId, values);
    await tx.query(`DELETE FROM record.field_value WHERE ticket_id = $1 AND field_id = ANY($2::uuid[])`, [
      ticketId,
      given.flatMap(({ id, value }) => (value === null ? [id] : [])),
    ]);
    const changes = given
      .filter(({ id, value }) => JSON.stringify(before[id] ?? null) !== JSON.stringify(value))
      .map(({ id, value }) => ({
        field: fields.find((one) => one.id === id)?.en,
        from: before[id] ?? null,
        to: value,
      }));
    const event = changes.length > 0 ? { name: 'fields.changed', data: { changes } } : null;
    return { result: await this.values(ticketId, tx), event };
  }

  /** Only fields that were made for the customer from the beginning. */
  async forCustomer(principal: Principal, idOrNumber: string): Promise<CustomerFields> {
    const id = await this.access.require(principal, idOrNumber);
    const fields = await this.database.query<CustomerFields['fields'][number]>(
      `SELECT CASE customer.locale WHEN 'en' THEN field.label_en ELSE field.label_fr END AS label, field_value.value
       FROM record.field_value JOIN record.field ON field.id = field_value.field_id
       JOIN tickets.ticket ON ticket.id = field_value.ticket_id JOIN customers.customer ON customer.id = ticket.customer_id
       WHERE field_value.ticket_id = $1 AND field.audience = 'customer' AND field.archived_at IS NULL ORDER BY field.place, field.id`,
      [id],
    );
    return { audience: 'customer', fields };
  }

  /** Error: `invalid-input`, one fault for each value that does not fit and each field that is lacking. */
  private async open(tx: Tx, { ticketId, type, fields: given }: Opened): Promise<void> {
    const fields = await this.all(tx);
    const lacking = fields
      .filter((one) => one.requiredToOpen && (one.types.length === 0 || one.types.includes(type)))
      .filter(({ id }) => given[id] === undefined)
      .map(({ id, en }) => ({ path: `fields.${id}`, message: `${en} is needed` }));
    const faults = [...faultsIn(fields, given, 'fields'), ...lacking];
    if (faults.length > 0) throw new Problem('invalid-input', undefined, faults);
    await this.keep(tx, ticketId, given);
  }

  private async keep(tx: Tx, ticketId: string, values: Record<string, FieldValue | null>): Promise<void> {
    const given = Object.entries(values).flatMap(([id, value]) => (value === null ? [] : [{ id, value }]));
    if (given.length === 0) return;
    await tx.query(
      `INSERT INTO record.field_value (ticket_id, field_id, value)
       SELECT $1, given.id, given.value FROM jsonb_to_recordset($2::jsonb) AS given(id uuid, value jsonb)
       ON CONFLICT (ticket_id, field_id) DO UPDATE SET value = excluded.value`,
      [ticketId, JSON.stringify(given)],
    );
  }

  private async requireFilled(tx: Tx, ticketId: string): Promise<void> {
    const lacking = await tx.query<{ id: string; en: string }>(
      `SELECT field.id, field.label_en AS en FROM record.field JOIN tickets.ticket ON ticket.id = $1
       WHERE field.archived_at IS NULL AND field.required_to_resolve
         AND (field.ticket_types = '[]' OR field.ticket_types ? ticket.type)
         AND NOT EXISTS (SELECT 1 FROM record.field_value WHERE field_value.ticket_id = $1 AND field_value.field_id = field.id)
       ORDER BY field.place`,
      [ticketId],
    );
    if (lacking.length > 0)
      throw new Problem(
        'field-needed',
        undefined,
        lacking.map(({ id, en }) => ({ path: `values.${id}`, message: en })),
      );
  }
}

function faultsIn(
  fields: Field[],
  values: Record<string, FieldValue | null>,
  at: string,
): { path: string; message: string }[] {
  return Object.entries(values).flatMap(([id, value]) => {
    const field = fields.find((one) => one.id === id);
    const fault = !field ? 'unknown field' : value === null ? null : misfit(field, value);
    return fault ? [{ path: `${at}.${id}`, message: fault }] : [];
  });
}

function columns({ fr, en, types, choices, ...required }: Omit<ChangeField, 'place'>): unknown[] {
  const chosen = JSON.stringify([...new Set(choices)]);
  return [fr, en, JSON.stringify(types), required.requiredToResolve, chosen, required.requiredToOpen];
}

function known(id: string): string {
  if (!z.uuid().safeParse(id).success) throw new Problem('not-found');
  return id;
}
