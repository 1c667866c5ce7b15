/** Address → identity → customer: found, made, or joined as "probably the same person" with the reason and a way back. */
import { Injectable } from '@nestjs/common';
import type { Address, Claim, IdentityKind, IdentityProof, InboundMessage } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import type { Tx } from '@lib/database';
import { newId } from '@lib/platform';
import { Undeliverable } from './undeliverable.js';
import { normaliseAddress, normaliseClaim, type KnownAddress } from './address.js';

export interface ResolvedCustomer {
  customerId: string;
  identityId: string;
  proof: IdentityProof;
  name: string | null;
  /** True when this very message made the customer. */
  fresh: boolean;
}

interface IdentityHit {
  id: string;
  customer_id: string;
  proof: IdentityProof;
  name: string | null;
  /** Mail to it came back. */
  undeliverable: boolean;
}

@Injectable()
export class CustomerResolver {
  constructor(
    private readonly outbox: Outbox,
    private readonly undeliverable: Undeliverable,
  ) {}

  /**
   * The sender's address is proof of itself. What the sender merely claims (an e-mail typed into the chat) joins a
   * known customer only provisionally: proposed, explained, separable with one press.
   */
  async resolve(
    tx: Tx,
    inbound: Pick<InboundMessage, 'from' | 'claims' | 'locale' | 'channel' | 'automatic' | 'trust'>,
  ): Promise<ResolvedCustomer> {
    const address = normaliseAddress(inbound.from);
    await lockAddress(tx, address);
    const claims = inbound.claims.map(normaliseClaim).filter((claim) => claim !== null);
    const known = await this.findIdentity(tx, address);
    // Who writes from it reads it: a machine that answers for them, or somebody who only says to be them, proves nothing.
    if (known?.undeliverable && !inbound.automatic && inbound.trust !== 'fail')
      await this.undeliverable.lift(tx, address.value, null);
    const resolved = known ? fromHit(known) : await this.meet(tx, inbound, address, claims);
    await this.rememberClaims(tx, resolved.customerId, claims, inbound.channel);
    await this.rememberName(tx, resolved, inbound.from.name ?? nameClaim(inbound.claims), inbound.locale);
    return resolved;
  }

  /** For tickets opened by an agent: one of the addresses is enough. */
  async findOrMake(tx: Tx, addresses: Address[], name: string | null): Promise<ResolvedCustomer> {
    const [first, ...others] = addresses.map(normaliseAddress);
    if (!first) {
      const customerId = await this.makeCustomer(tx, name, null);
      return { customerId, identityId: '', proof: 'confirmed', name, fresh: true };
    }
    await lockAddress(tx, first);
    const hit = await this.findIdentity(tx, first);
    const customerId = hit?.customer_id ?? (await this.makeCustomer(tx, name, null));
    const identityId = hit?.id ?? (await this.addIdentity(tx, customerId, first, 'confirmed', null));
    for (const other of others)
      if (!(await this.findIdentity(tx, other)))
        await this.addIdentity(tx, customerId, other, 'confirmed', null);
    return { customerId, identityId, proof: 'confirmed', name: hit?.name ?? name, fresh: !hit };
  }

  /** Somebody of whom nothing was known turns out to be a customer; nothing happens when an address of theirs is known. */
  async becomes(tx: Tx, nobodyId: string, customerId: string): Promise<void> {
    await tx.query(
      `UPDATE customers.customer SET merged_into = $2, version = version + 1
       WHERE id = $1 AND id <> $2 AND NOT EXISTS (SELECT 1 FROM customers.identity WHERE identity.customer_id = customer.id)`,
      [nobodyId, customerId],
    );
  }

  private async meet(
    tx: Tx,
    inbound: Pick<InboundMessage, 'from' | 'locale' | 'channel'>,
    address: KnownAddress,
    claims: KnownAddress[],
  ): Promise<ResolvedCustomer> {
    const likely = await this.likelySame(tx, address, claims);
    if (!likely) {
      const customerId = await this.makeCustomer(tx, inbound.from.name ?? null, inbound.locale ?? null);
      // A calling number is a hint, never proof: anybody can show any number.
      const proof = address.kind === 'phone' ? 'claimed' : 'proven';
      const evidence = proof === 'claimed' ? 'caller-number' : null;
      const identityId = await this.addIdentity(tx, customerId, address, proof, evidence);
      return { customerId, identityId, proof, name: inbound.from.name ?? null, fresh: true };
    }
    const identityId = await this.addIdentity(tx, likely.customerId, address, 'claimed', likely.reason);
    await this.propose(tx, likely.customerId, identityId, likely.reason);
    return { customerId: likely.customerId, identityId, proof: 'claimed', name: likely.name, fresh: false };
  }

  /** Somebody we know has this address, or said that it is theirs. */
  private async likelySame(
    tx: Tx,
    address: KnownAddress,
    claims: KnownAddress[],
  ): Promise<{ customerId: string; name: string | null; reason: string } | null> {
    for (const claim of claims) {
      const hit = await this.findIdentity(tx, claim);
      if (hit && (hit.proof !== 'claimed' || claim.kind === 'phone'))
        return { customerId: hit.customer_id, name: hit.name, reason: `gave-${claim.kind}:${claim.value}` };
    }
    const [said] = await tx.each<{ customer_id: string; name: string | null }>(
      `SELECT given.place, said.customer_id, said.name
       FROM json_to_recordset($1::json) AS given(place integer, kind text, value text) CROSS JOIN LATERAL (
         SELECT claim.customer_id, customer.name FROM customers.claim JOIN customers.customer ON customer.id = claim.customer_id
         WHERE claim.kind = given.kind AND claim.value = given.value ORDER BY claim.created_at DESC LIMIT 1) AS said`,
      { kind: address.kind, value: address.value },
    );
    return said
      ? {
          customerId: said.customer_id,
          name: said.name,
          reason: `had-given-${address.kind}:${address.value}`,
        }
      : null;
  }

  private async findIdentity(tx: Tx, { kind, value }: KnownAddress): Promise<IdentityHit | undefined> {
    const [hit] = await tx.each<IdentityHit>(
      `SELECT given.place, identity.id, identity.customer_id, identity.proof, customer.name,
         EXISTS (SELECT 1 FROM customers.undeliverable WHERE undeliverable.address = identity.value AND lifted_at IS NULL) AS undeliverable
       FROM json_to_recordset($1::json) AS given(place integer, kind text, value text)
       JOIN customers.identity ON identity.kind = given.kind AND identity.value = given.value
       JOIN customers.customer ON customer.id = identity.customer_id`,
      { kind, value },
    );
    return hit;
  }

  private async makeCustomer(tx: Tx, name: string | null, locale: string | null): Promise<string> {
    const id = newId();
    await tx.each(
      `INSERT INTO customers.customer (id, name, locale)
       SELECT id, name, locale FROM json_to_recordset($1::json) AS given(id uuid, name text, locale text)`,
      { id, name, locale },
    );
    return id;
  }

  private async addIdentity(
    tx: Tx,
    customerId: string,
    { kind, value }: KnownAddress,
    proof: IdentityProof,
    evidence: string | null,
  ): Promise<string> {
    const id = newId();
    await tx.each(
      `INSERT INTO customers.identity (id, customer_id, kind, value, proof, evidence)
       SELECT id, "customerId", kind, value, proof, evidence
       FROM json_to_recordset($1::json) AS given(id uuid, "customerId" uuid, kind text, value text, proof text, evidence text)`,
      { id, customerId, kind, value, proof, evidence },
    );
    await this.outbox.publish(tx, 'customer.identified', {
      subject: { type: 'customer', id: customerId },
      data: { customerId, identityId: id },
    });
    return id;
  }

  private async propose(tx: Tx, customerId: string, identityId: string, reason: string): Promise<void> {
    const proposalId = newId();
    await tx.query(
      `INSERT INTO customers.same_person (id, customer_id, identity_id, reason) VALUES ($1, $2, $3, $4)`,
      [proposalId, customerId, identityId, reason],
    );
    await this.outbox.publish(tx, 'customer.same-person-proposed', {
      subject: { type: 'customer', id: customerId },
      data: { customerId, proposalId },
    });
  }

  private async rememberClaims(
    tx: Tx,
    customerId: string,
    claims: KnownAddress[],
    source: string,
  ): Promise<void> {
    for (const { kind, value } of claims)
      await tx.query(
        `INSERT INTO customers.claim (id, customer_id, kind, value, source) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
        [newId(), customerId, kind, value, source],
      );
  }

  private async rememberName(
    tx: Tx,
    resolved: ResolvedCustomer,
    name: string | null,
    locale: string | undefined,
  ): Promise<void> {
    if (resolved.fresh && !name) return;
    if (resolved.name !== null && !locale) return;
    await tx.query(
      `UPDATE customers.customer SET name = coalesce(name, $2), locale = coalesce(locale, $3), version = version + 1
       WHERE id = $1 AND ((name IS NULL AND $2::text IS NOT NULL) OR (locale IS NULL AND $3::text IS NOT NULL))`,
      [resolved.customerId, name, locale ?? null],
    );
  }
}

/** Two first messages from one address at once must not make two customers: the second waits here for the first to commit. */
async function lockAddress(tx: Tx, { kind, value }: { kind: IdentityKind; value: string }): Promise<void> {
  await tx.each(
    `SELECT pg_advisory_xact_lock(hashtextextended(address, 7183)) FROM json_to_recordset($1::json) AS given(address text)`,
    { address: `${kind}:${value}` },
  );
}

function fromHit(hit: IdentityHit): ResolvedCustomer {
  return { customerId: hit.customer_id, identityId: hit.id, proof: hit.proof, name: hit.name, fresh: false };
}

function nameClaim(claims: Claim[]): string | null {
  return claims.find((claim) => claim.kind === 'name')?.value ?? null;
}
