/** Keeps each agent's own stream right: the offers held for them and the tickets that are their work. */
import type { OfferView, Ticket } from '@lib/contracts';
import { isHeld, offerEnded, offerStream, offerVersion } from '../rules/offer.rule.js';
import { deskStream } from '../rules/ticket.rule.js';
import { fingerprint } from '../streams/fingerprint.js';
import type { Sequencer } from '../streams/sequencer.js';
import type { Truth } from '../truth.js';

/** Fingerprints of what every console of the agent was told; `unsure` where one of them may hold something else. */
type Told = Map<string, string>;
const unsure = '';

interface Desk {
  work: Told;
  offers: Told;
}

/** The truth about one desk, and what had been told when it was asked for. */
export interface DeskReading {
  agentId: string;
  told: Desk;
  work: Set<string>;
  held: OfferView[];
}

export class DeskPushes {
  private readonly desks = new Map<string, Desk>();

  constructor(
    private readonly sequencer: Sequencer,
    private readonly truth: Truth,
  ) {}

  /** A snapshot was read for one console of this agent. Reconcile the desk afterwards, in case it is old already. */
  learn(agentId: string, tickets: Ticket[], offers: OfferView[]): void {
    const desk = this.desks.get(agentId);
    const [work, held] = [printsOf(tickets), printsOf(offers)];
    if (desk) {
      agree(desk.work, work);
      agree(desk.offers, held);
    } else this.desks.set(agentId, { work, offers: held });
  }

  forget(agentId: string): void {
    this.desks.delete(agentId);
  }

  agentsWith(ticketIds: ReadonlySet<string>): string[] {
    if (ticketIds.size === 0) return [];
    const holds = ({ work }: Desk) => [...ticketIds].some((ticketId) => work.has(ticketId));
    return [...this.desks].filter(([, desk]) => holds(desk)).map(([agentId]) => agentId);
  }

  async read(agentIds: Iterable<string>): Promise<DeskReading[]> {
    const open = [...agentIds].filter((agentId) => this.sequencer.isOpen(deskStream(agentId)));
    return Promise.all(
      open.map(async (agentId) => {
        const desk = this.deskOf(agentId);
        const told = { work: new Map(desk.work), offers: new Map(desk.offers) };
        const [work, offers] = await Promise.all([
          this.truth.tickets.workOf(agentId),
          this.truth.offers.forAgent(agentId),
        ]);
        return { agentId, told, work: new Set(work), held: offers.filter(isHeld) };
      }),
    );
  }

  /** Tickets a desk must be told of: those not surely told, and its own among the touched ones. */
  ticketsToTell({ told, work }: DeskReading, touched: ReadonlySet<string>): string[] {
    return [...work].filter((ticketId) => touched.has(ticketId) || !told.work.get(ticketId));
  }

  /** How the offers ended that were told and are no longer held. */
  async endedOffers(readings: DeskReading[]): Promise<Map<string, OfferView>> {
    const over = readings.flatMap(({ told, held }) => {
      const heldIds = new Set(held.map((offer) => offer.id));
      return [...told.offers.keys()].filter((offerId) => !heldIds.has(offerId));
    });
    const views = over.length > 0 ? await this.truth.offers.views(over) : [];
    return new Map(views.map((offer) => [offer.id, offer]));
  }

  publish(
    reading: DeskReading,
    touched: ReadonlySet<string>,
    tickets: ReadonlyMap<string, Ticket>,
    ended: ReadonlyMap<string, OfferView>,
  ): void {
    this.publishOffers(reading, ended);
    this.publishWork(reading, touched, tickets);
  }

  private publishOffers({ agentId, told, held }: DeskReading, ended: ReadonlyMap<string, OfferView>): void {
    const { offers } = this.deskOf(agentId);
    const stream = offerStream(agentId);
    const heldIds = new Set(held.map((offer) => offer.id));
    for (const offerId of told.offers.keys()) {
      const offer = ended.get(offerId);
      if (heldIds.has(offerId) || !offer || !offers.delete(offerId)) continue;
      this.sequencer.publish(stream, 'offer.ended', offerEnded(offer), offerVersion.ended);
    }
    for (const offer of held) {
      if (told.offers.get(offer.id)) continue;
      offers.set(offer.id, fingerprint(offer));
      this.sequencer.publish(stream, 'offer.made', { offer }, offerVersion.made);
    }
  }

  private publishWork(
    reading: DeskReading,
    touched: ReadonlySet<string>,
    tickets: ReadonlyMap<string, Ticket>,
  ): void {
    const { work } = this.deskOf(reading.agentId);
    const stream = deskStream(reading.agentId);
    for (const ticketId of this.ticketsToTell(reading, touched)) {
      const ticket = tickets.get(ticketId);
      const print = ticket && fingerprint(ticket);
      if (!print || work.get(ticketId) === print) continue;
      work.set(ticketId, print);
      this.sequencer.publish(stream, 'ticket.changed', { ticket }, ticket.version);
    }
    for (const ticketId of reading.told.work.keys()) {
      if (reading.work.has(ticketId) || !work.delete(ticketId)) continue;
      this.sequencer.publish(stream, 'ticket.left', { ticketId }, tickets.get(ticketId)?.version ?? 0);
    }
  }

  private deskOf(agentId: string): Desk {
    const desk = this.desks.get(agentId) ?? { work: new Map(), offers: new Map() };
    this.desks.set(agentId, desk);
    return desk;
  }
}

function printsOf(entities: { id: string }[]): Told {
  return new Map(entities.map((entity) => [entity.id, fingerprint(entity)]));
}

/** What the stream told and what a snapshot says: sure only where both say the same. */
function agree(told: Told, snapshot: Told): void {
  for (const id of new Set([...told.keys(), ...snapshot.keys()]))
    if (told.get(id) !== snapshot.get(id)) told.set(id, unsure);
}
