/** G5 and G6: a ticket is handed from one owner to the next without overlap, and waiting work to one agent at a time, within capacity. */
import { groupBy, type Fault } from './checker.js';
import type { Stored } from './evidence.js';
import type { Action } from './ledger.js';

export function ownerFaults(actions: Action[], { events, tickets }: Stored): Fault[] {
  const changes = events.filter(({ name }) => name === 'ticket.owner-changed');
  const byTicket = groupBy(
    changes.sort((a, b) => a.seq - b.seq),
    ({ ticketId }) => ticketId,
  );
  const faults: Fault[] = [];
  for (const { id, ownerId } of tickets) {
    let owner: string | null = null;
    for (const { data } of byTicket.get(id) ?? []) {
      if ((data['from'] ?? null) !== owner)
        faults.push(
          ownerFault(`ticket ${id} goes from ${String(data['from'])} while ${owner ?? 'nobody'} owns it`),
        );
      owner = String(data['to']);
    }
    if (owner !== ownerId)
      faults.push(
        ownerFault(`ticket ${id} is owned by ${ownerId ?? 'nobody'}, its history says ${owner ?? 'nobody'}`),
      );
  }
  const takes = actions.filter(({ op, outcome }) => op === 'take' && outcome === 'ok');
  for (const [stream, won] of groupBy(takes, (take) => take.stream)) {
    if (new Set(won.map(({ by }) => by)).size > 1)
      faults.push(ownerFault(`${stream} was taken by ${won.map(({ by }) => by ?? '').join(' and ')}`));
    const to = (byTicket.get(stream.replace(/^ticket:/, '')) ?? []).map(({ data }) => data['to']);
    for (const { by } of won)
      if (!to.includes(by)) faults.push(ownerFault(`${by ?? ''} was told to own ${stream} and never did`));
  }
  return faults;
}

export function offerFaults(actions: Action[], stored: Stored): Fault[] {
  return [...oneWinner(actions, stored), ...oneAtATime(stored), ...withinCapacity(stored)];
}

function oneWinner(actions: Action[], { offers }: Stored): Fault[] {
  const won = actions.filter(({ op, outcome }) => op === 'accept' && outcome === 'ok');
  return [...groupBy(won, ({ stream }) => stream)].flatMap(([stream, accepted]) => {
    const offer = offers.find(({ id }) => stream === `offer:${id}`);
    const winners = [...new Set(accepted.map(({ by }) => by ?? ''))];
    if (winners.length > 1) return [offerFault(`${stream} was won by ${winners.join(' and ')}`)];
    if (!offer || offer.agentId !== winners[0] || offer.state !== 'accepted')
      return [
        offerFault(`${stream} was accepted by ${winners[0] ?? ''}, its row is ${JSON.stringify(offer)}`),
      ];
    return [];
  });
}

/** One live offer per piece of work and per agent, by the order of the bus. */
function oneAtATime({ bus, offers }: Stored): Fault[] {
  const faults: Fault[] = [];
  const offerOf = new Map(offers.map((offer) => [offer.id, offer]));
  const live = new Map<string, string>();
  for (const { name, data } of bus.filter((event) => event.name.startsWith('offer.'))) {
    const offer = offerOf.get(String(data['offerId']));
    if (!offer) {
      faults.push(offerFault(`${name} speaks of an offer without a row`));
      continue;
    }
    for (const lane of [`work ${offer.workItemId}`, `agent ${offer.agentId}`]) {
      const other = live.get(lane);
      if (name === 'offer.made') {
        if (other !== undefined && other !== offer.id)
          faults.push(offerFault(`${lane} has offer ${offer.id} while ${other} is live`));
        live.set(lane, offer.id);
      } else if (other === offer.id) live.delete(lane);
    }
  }
  for (const [workItemId, made] of groupBy(
    offers.filter(({ state }) => state === 'made'),
    ({ workItemId: item }) => item,
  ))
    if (made.length > 1) faults.push(offerFault(`work ${workItemId} has ${made.length} live offers`));
  return faults;
}

/** What each agent holds after every event of the bus. */
function withinCapacity({ bus, offers, agents }: Stored): Fault[] {
  const faults: Fault[] = [];
  const capacityOf = new Map(agents.map(({ id, capacity }) => [id, capacity]));
  const channelOf = new Map(offers.map((offer) => [offer.interactionId, offer.channel]));
  const held = new Map<string, string>();
  for (const { name, data } of bus) {
    const interactionId = String(data['interactionId']);
    const agentId = String(data['agentId']);
    if (name === 'offer.made' || name === 'interaction.connected') held.set(interactionId, agentId);
    else if (name === 'offer.ended' && held.get(interactionId) === agentId) held.delete(interactionId);
    else if (name === 'interaction.ended' || name === 'wrap-up.completed') held.delete(interactionId);
    if (name !== 'offer.made') continue;
    const channel = channelOf.get(interactionId);
    const load = [...held].filter(([id, by]) => by === agentId && channelOf.get(id) === channel).length;
    const capacity = channel && capacityOf.get(agentId)?.[channel];
    if (capacity !== undefined && load > capacity)
      faults.push(offerFault(`agent ${agentId} holds ${load} on ${channel ?? ''}, at most ${capacity}`));
  }
  return faults;
}

const ownerFault = (what: string): Fault => ({ guarantee: 'G5 one owner', what });
const offerFault = (what: string): Fault => ({ guarantee: 'G6 one offer', what });
