/** Who sees an offer: only the agent it is made to, on their own stream, for as long as it is held. */
import type { OfferView } from '@lib/contracts';
import type { PushBody } from '../streams/sequencer.js';
import { deskStream } from './ticket.rule.js';

export const offerStream = (agentId: string): string => deskStream(agentId);

/** An offer has no row version of its own: it is made, and then it is over. */
export const offerVersion = { made: 1, ended: 2 } as const;

export function isHeld(offer: OfferView): boolean {
  return offer.state === 'made';
}

export function offerEnded(offer: OfferView): PushBody<'offer.ended'> {
  // Past its time an offer is no longer held, a moment before the router writes so.
  const state = offer.state === 'made' ? 'expired' : offer.state;
  return { offerId: offer.id, state, interactionId: offer.interactionId };
}
