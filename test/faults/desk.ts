/** Agents at work: whoever sees an offer tries for it, whoever owns a ticket answers it and leaves a note, each until told yes or no. */
import type { OfferView, Ticket } from '@lib/contracts';
import { CommandError, type ConsoleConnection } from '@lib/realtime-client';
import { openConsole } from './console-view.js';
import { keyed, type Ledger, type Op, type Outcome } from './ledger.js';
import type { Worker } from './rows.js';

const CALL_MS = 10_000;

/** Agents of one house; an offer seen by one is tried for by all. */
export class Desks {
  readonly desks: Desk[];
  /** Tickets offered since the last round. */
  readonly offered = new Set<string>();
  private readonly raced = new Set<string>();

  constructor(
    readonly url: string,
    readonly ledger: Ledger,
    workers: Worker[],
    private readonly onOffered: (ticketId: string) => void,
  ) {
    this.desks = workers.map((worker) => new Desk(this, worker));
  }

  /** Everybody else tries for it once, over HTTP, in the same moment. */
  race(offer: OfferView): void {
    if (this.raced.has(offer.id)) return;
    this.raced.add(offer.id);
    this.offered.add(offer.ticketId);
    this.onOffered(offer.ticketId);
    for (const desk of this.desks) if (desk.worker.id !== offer.agentId) void desk.tryFor(offer.id);
  }

  close(): void {
    for (const desk of this.desks) desk.console.close();
  }
}

export class Desk {
  readonly console: ConsoleConnection;
  private readonly trying = new Set<string>();
  private readonly served = new Map<string, Promise<void>>();

  constructor(
    private readonly house: Desks,
    readonly worker: Worker,
  ) {
    this.console = openConsole(house.url, worker.token);
    this.console.store.subscribe(() => this.look());
  }

  /** Resolves when every ticket this agent has begun to answer is answered. */
  async idle(): Promise<void> {
    await Promise.all(this.served.values());
  }

  async tryFor(offerId: string): Promise<Outcome> {
    return this.house.ledger.attempt(this.wish(offerId), async () =>
      outcomeOf(await this.call('POST', `/api/offers/${offerId}/accept`, {})),
    );
  }

  private look(): void {
    if (this.console.status.kind !== 'live') return;
    const { offers, tickets, work } = this.console.store.getSnapshot();
    for (const offer of offers.values()) void this.claim(offer);
    for (const ticketId of work) {
      const ticket = tickets.get(ticketId);
      if (ticket?.owner?.id === this.worker.id && !this.served.has(ticketId))
        this.served.set(ticketId, this.serve(ticket));
    }
  }

  /** Tried again as long as the console shows it. */
  private async claim(offer: OfferView): Promise<void> {
    if (this.trying.has(offer.id)) return;
    this.trying.add(offer.id);
    this.house.race(offer);
    const outcome = await this.house.ledger.attempt(this.wish(offer.id), async () => {
      try {
        await this.console.accept(offer.id);
        return 'ok';
      } catch (error) {
        return error instanceof CommandError && error.problem.status < 500 ? 'fail' : 'unknown';
      }
    });
    if (outcome === 'unknown') this.trying.delete(offer.id);
    this.look();
  }

  private async serve(ticket: Ticket): Promise<void> {
    const name = ticket.id.slice(-12);
    const channel = ticket.channels[0] === 'chat' ? 'chat' : 'email';
    const messages = `/api/tickets/${ticket.id}/messages`;
    const replies = channel === 'email' ? [`${name}-r1`, `${name}-r2`] : [`${name}-r1`];
    for (const key of replies)
      await this.write(channel === 'chat' ? 'reply.chat' : 'reply.email', ticket, key, messages, {
        channel,
        text: keyed('We are on it.', key),
        ...(channel === 'email' && { delayMs: 0 }),
      });
    const key = `${name}-n`;
    await this.write('note', ticket, key, `/api/tickets/${ticket.id}/notes`, {
      text: keyed('Brake pads.', key),
    });
  }

  private async write(op: Op, ticket: Ticket, key: string, path: string, body: object): Promise<void> {
    await this.house.ledger.insist(
      { key, op, stream: `ticket:${ticket.id}` },
      async () => outcomeOf(await this.call('POST', path, body, key)),
      () => Promise.resolve(),
    );
  }

  /** The front door keeps a call waiting while the product is down. */
  private async call(method: string, path: string, body: object, key?: string): Promise<number> {
    const answer = await fetch(this.house.url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.worker.token}`,
        'content-type': 'application/json',
        ...(key && { 'idempotency-key': key }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(CALL_MS),
    });
    await answer.text();
    return answer.status;
  }

  private wish(offerId: string) {
    return {
      key: `${this.worker.id}:${offerId}`,
      op: 'accept' as const,
      stream: `offer:${offerId}`,
      by: this.worker.id,
    };
  }
}

function outcomeOf(status: number): Outcome {
  if (status < 300) return 'ok';
  return status < 500 ? 'fail' : 'unknown';
}
