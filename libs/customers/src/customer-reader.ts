/** Customers as colleagues see them: who it is, how we know, what we only believe. */
import { Injectable } from '@nestjs/common';
import type { CustomerView, IdentityView } from '@lib/contracts';
import { Database, plannedOnce, type Tx } from '@lib/database';

const identityJson = (
  alias: string,
) => `jsonb_build_object('id', ${alias}.id, 'kind', ${alias}.kind, 'value', ${alias}.value,
  'proof', ${alias}.proof, 'evidence', ${alias}.evidence, 'since', to_char(${alias}.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`;

/** Addresses they said are theirs and nobody has written from yet: a way to reach them, marked as claimed. */
const claimsSql = (condition: string) => `
  SELECT claim.customer_id, claim.created_at, jsonb_build_object('id', claim.id, 'kind', claim.kind, 'value', claim.value,
    'proof', 'claimed', 'evidence', 'said-in-' || claim.source,
    'since', to_char(claim.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) AS identity
  FROM customers.claim WHERE ${condition}
    AND NOT EXISTS (SELECT 1 FROM customers.identity WHERE identity.kind = claim.kind AND identity.value = claim.value)`;

@Injectable()
export class CustomerReader {
  constructor(private readonly database: Database) {}

  async views(ids: string[], tx?: Tx): Promise<CustomerView[]> {
    return (tx ?? this.database).query<CustomerView>(
      `SELECT customer.id, customer.name, customer.locale, customer.version,
              to_char(customer.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS since,
              (SELECT coalesce(jsonb_agg(identity ORDER BY created_at), '[]') FROM (
                 SELECT identity.customer_id, identity.created_at, ${identityJson('identity')} AS identity FROM customers.identity
                 WHERE identity.customer_id = customer.id
                 UNION ALL
                 ${claimsSql('claim.customer_id = customer.id')}) AS known) AS identities,
              (SELECT coalesce(jsonb_agg(jsonb_build_object('id', same.id, 'reason', same.reason, 'state', same.state,
                        'identity', ${identityJson('identity')},
                        'interactionIds', (SELECT coalesce(jsonb_agg(interaction.id), '[]') FROM tickets.interaction
                                           WHERE interaction.identity_id = same.identity_id AND interaction.customer_id = customer.id))
                        ORDER BY same.created_at), '[]')
               FROM customers.same_person AS same JOIN customers.identity ON identity.id = same.identity_id
               WHERE same.customer_id = customer.id AND same.state = 'proposed') AS "samePerson",
              (SELECT count(*)::integer FROM tickets.ticket
               WHERE ticket.customer_id = customer.id AND ticket.status NOT IN ('resolved', 'closed')) AS "openTickets"
       FROM customers.customer WHERE customer.id = ANY($1)`,
      [plannedOnce(ids)],
    );
  }

  async identities(customerIds: string[], tx?: Tx): Promise<Map<string, IdentityView[]>> {
    const rows = await (tx ?? this.database).query<{ customer_id: string; identity: IdentityView }>(
      `SELECT customer_id, identity FROM (
         SELECT identity.customer_id, identity.created_at, ${identityJson('identity')} AS identity FROM customers.identity
         WHERE identity.customer_id = ANY($1)
         UNION ALL
         ${claimsSql('claim.customer_id = ANY($1)')}) AS known
       ORDER BY created_at`,
      [plannedOnce(customerIds)],
    );
    const byCustomer = new Map<string, IdentityView[]>();
    for (const row of rows)
      byCustomer.set(row.customer_id, [...(byCustomer.get(row.customer_id) ?? []), row.identity]);
    return byCustomer;
  }

  /** By name or by any address, newest first. */
  async search(text: string, limit: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM (
         SELECT customer.id, customer.created_at FROM customers.customer
         WHERE customer.merged_into IS NULL AND customer.name ILIKE $1
         UNION
         SELECT customer.id, customer.created_at FROM customers.identity JOIN customers.customer ON customer.id = identity.customer_id
         WHERE customer.merged_into IS NULL AND identity.value ILIKE $1) AS found
       ORDER BY created_at DESC LIMIT $2`,
      [`%${text.replace(/[\\%_]/g, '\\$&')}%`, limit],
    );
    return rows.map((row) => row.id);
  }
}
