/** Decides a proposal: confirmed, or separated again with the identity given a customer of its own. */
import { Injectable } from '@nestjs/common';
import { Problem } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import type { Tx } from '@lib/database';
import { newId } from '@lib/platform';

interface Proposal {
  identity_id: string;
  customer_id: string;
  state: 'proposed' | 'confirmed' | 'separated';
}

@Injectable()
export class SamePerson {
  constructor(private readonly outbox: Outbox) {}

  async confirm(tx: Tx, customerId: string, proposalId: string, agentId: string): Promise<void> {
    const proposal = await this.decide(tx, customerId, proposalId, 'confirmed', agentId);
    await tx.query(`UPDATE customers.identity SET proof = 'confirmed' WHERE id = $1`, [proposal.identity_id]);
  }

  /** Returns the new customer that the identity now belongs to; the caller moves its interactions. Also undoes a confirmation. */
  async separate(
    tx: Tx,
    customerId: string,
    proposalId: string,
    agentId: string,
  ): Promise<{ newCustomerId: string; identityId: string }> {
    const proposal = await this.decide(tx, customerId, proposalId, 'separated', agentId);
    const newCustomerId = newId();
    await tx.query(
      `INSERT INTO customers.customer (id, name, locale) SELECT $1, name, locale FROM customers.customer WHERE id = $2`,
      [newCustomerId, customerId],
    );
    await tx.query(
      `UPDATE customers.identity SET customer_id = $2, proof = 'proven', evidence = NULL WHERE id = $1`,
      [proposal.identity_id, newCustomerId],
    );
    await tx.query(`UPDATE customers.customer SET version = version + 1 WHERE id = $1`, [customerId]);
    // Without this the next message from that address would be joined again for the same reason.
    await tx.query(
      `DELETE FROM customers.claim USING customers.identity
       WHERE identity.id = $1 AND claim.customer_id = $2 AND claim.kind = identity.kind AND claim.value = identity.value`,
      [proposal.identity_id, customerId],
    );
    return { newCustomerId, identityId: proposal.identity_id };
  }

  private async decide(
    tx: Tx,
    customerId: string,
    proposalId: string,
    state: 'confirmed' | 'separated',
    agentId: string,
  ): Promise<Proposal> {
    const [proposal] = await tx.query<Proposal>(
      `UPDATE customers.same_person SET state = $3, decided_by = $4, decided_at = now()
       WHERE id = $1 AND customer_id = $2 AND state <> 'separated' AND state <> $3 RETURNING identity_id, customer_id, state`,
      [proposalId, customerId, state, agentId],
    );
    if (!proposal) throw await this.refusal(tx, customerId, proposalId);
    await this.outbox.publish(tx, 'customer.same-person-decided', {
      subject: { type: 'customer', id: customerId },
      data: { customerId, proposalId, state },
    });
    return proposal;
  }

  /** A proposal about another customer is as good as none. */
  private async refusal(tx: Tx, customerId: string, proposalId: string): Promise<Problem> {
    const [decided] = await tx.query(
      `SELECT 1 FROM customers.same_person WHERE id = $1 AND customer_id = $2`,
      [proposalId, customerId],
    );
    return decided
      ? new Problem('move-not-allowed', 'This has been decided already')
      : new Problem('not-found');
  }
}
