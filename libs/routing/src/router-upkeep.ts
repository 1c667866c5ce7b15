/** What the leading router does besides offering: ends leases and offers whose time is over, takes back what has lost its point, moves on what waits too long. */
import { Injectable } from '@nestjs/common';
import { Presence } from '@lib/agents';
import { Database, type Tx } from '@lib/database';
import { OfferService } from './offer.service.js';
import { type EndedOffer, endedOfferColumns } from './offer-taking.js';
import { OverflowService } from './overflow.service.js';
import { Responsiveness } from './responsiveness.js';

const leasesOver = `EXISTS (SELECT 1 FROM agents.console WHERE expires_at <= now())`;
const expired = `offer.state = 'made' AND offer.expires_at <= now()`;
// Not by the view of who has room: it would count what everybody has in hand, for nothing.
const atWork = `SELECT agent.id FROM agents.agent WHERE agent.state = 'available' AND agent.disabled_at IS NULL
  AND agent.id IN (SELECT agent_id FROM agents.console WHERE expires_at > now())`;
const pointless = `offer.agent_id NOT IN (${atWork}) OR EXISTS (SELECT 1 FROM tickets.interaction
  WHERE interaction.id = offer.interaction_id AND interaction.state IN ('ended', 'abandoned', 'wrapping-up'))`;
const lost = `offer.state = 'made' AND (${pointless})`;

@Injectable()
export class RouterUpkeep {
  constructor(
    private readonly database: Database,
    private readonly presence: Presence,
    private readonly offers: OfferService,
    private readonly responsiveness: Responsiveness,
    private readonly overflow: OverflowService,
  ) {}

  /** One cheap look, so that an idle house stays idle. */
  async idle(): Promise<boolean> {
    const [house] = await this.database.query<{ idle: boolean }>(
      `SELECT NOT ${leasesOver} AND NOT EXISTS (SELECT 1 FROM routing.work_item WHERE ended_at IS NULL AND state IN ('waiting', 'offered')) AS idle`,
    );
    return house?.idle ?? true;
  }

  /** Whether `run` would find anything, so that a busy house opens no transaction for nothing. */
  async due(): Promise<boolean> {
    const [house] = await this.database.query<{ due: boolean }>(
      `SELECT ${leasesOver} OR EXISTS (SELECT 1 FROM routing.queue WHERE overflow <> '[]')
         OR EXISTS (SELECT 1 FROM routing.offer WHERE offer.state = 'made' AND (expires_at <= now() OR ${pointless})) AS due`,
    );
    return house?.due ?? false;
  }

  /** The caller holds the router's lock. */
  async run(tx: Tx): Promise<void> {
    await this.presence.sweep(tx);
    await this.expire(tx);
    await this.withdraw(tx);
    await this.overflow.apply(tx);
  }

  private async expire(tx: Tx): Promise<void> {
    const items = await this.itemsOf(tx, expired);
    if (items.length === 0) return;
    const missed = await tx.query<EndedOffer>(
      `UPDATE routing.offer SET state = 'expired', ended_at = now()
       WHERE work_item_id = ANY($1) AND ${expired} RETURNING ${endedOfferColumns}`,
      [items],
    );
    for (const offer of missed) {
      await this.offers.giveBack(tx, offer, 'expired');
      // Who did not answer what rang at many left it to the others.
      if (!offer.shared) await this.responsiveness.missed(tx, offer.agentId);
    }
  }

  /** An offer is taken back when its agent went away or its customer did. */
  private async withdraw(tx: Tx): Promise<void> {
    const items = await this.itemsOf(tx, lost);
    if (items.length === 0) return;
    const withdrawn = await tx.query<EndedOffer>(
      `UPDATE routing.offer SET state = 'withdrawn', ended_at = now()
       WHERE work_item_id = ANY($1) AND ${lost} RETURNING ${endedOfferColumns}`,
      [items],
    );
    for (const offer of withdrawn) await this.offers.giveBack(tx, offer, 'withdrawn');
  }

  /** Locked before their offers, as accepting does; what somebody is accepting at this moment is left to them. */
  private async itemsOf(tx: Tx, offers: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM routing.work_item WHERE id IN (SELECT work_item_id FROM routing.offer WHERE ${offers})
       FOR UPDATE SKIP LOCKED`,
    );
    return rows.map(({ id }) => id);
  }
}
