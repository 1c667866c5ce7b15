/** The offers held for me, below them what colleagues hand over, promises that ask for me and what nobody answers for: shown over any page, rung once each, accepted with F9, gone the moment the server says so. */
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import type { OfferView } from '@lib/contracts';
import { asRefusal } from '../../api/refusal.js';
import { live, ordered, useLive } from '../../rt/live.js';
import { showRefusal } from '../../ui/failure.js';
import { HandOverNotice, useAsked } from '../hand-over/hand-over-notices.js';
import { SoughtNotice, useSought } from '../stand-in/sought-notices.js';
import { PromiseNotice, usePromiseNotices } from '../promise/promise-notices.js';
import { SwarmNotice, useSwarmCalls } from '../swarm/swarm-notice.js';
import { useCommand } from '../keyboard/commands.js';
import { expectCall } from '../voice/phone.js';
import { OfferCard } from './offer-card.js';
import { ringOnce } from './ring.js';

export function OfferStack() {
  const offers = useLive((state) => state.offers);
  const online = useLive((state) => state.status.kind === 'live');
  const shown = online ? [...offers.values()].filter((offer) => offer.state === 'made') : [];
  shown.sort((a, b) => a.expiresAt.localeCompare(b.expiresAt));
  const asked = useAsked();
  const sought = useSought();
  const swarms = useSwarmCalls();
  const promised = usePromiseNotices();
  const [busy, setBusy] = useState<string | null>(null);
  const navigate = useNavigate();
  useRing(shown);

  async function accept(offer: OfferView): Promise<void> {
    setBusy(offer.id);
    try {
      if (offer.channel === 'voice') expectCall(offer.interactionId);
      await ordered(live().accept(offer.id));
      await navigate({ to: '/work/$ticket', params: { ticket: offer.ticketNumber } });
    } catch (error) {
      showRefusal(asRefusal(error));
    } finally {
      setBusy(null);
    }
  }

  async function decline(offer: OfferView): Promise<void> {
    setBusy(offer.id);
    try {
      await ordered(live().decline(offer.id));
    } catch (error) {
      showRefusal(asRefusal(error));
    } finally {
      setBusy(null);
    }
  }

  const first = shown[0];
  useCommand('answer', () => first && busy === null && void accept(first), first !== undefined);
  if (shown.length + asked.length + swarms.length + promised.length + sought.length === 0) return null;
  return (
    <div className="offers" data-testid="offers">
      {shown.map((offer) => (
        <OfferCard
          key={offer.id}
          offer={offer}
          busy={busy === offer.id}
          first={offer === first}
          onAccept={() => void accept(offer)}
          onDecline={() => void decline(offer)}
        />
      ))}
      {asked.map((ticket) => (
        <HandOverNotice key={ticket.id} ticket={ticket} />
      ))}
      {swarms.map((ticket) => (
        <SwarmNotice key={ticket.id} ticket={ticket} />
      ))}
      <SoughtNotice tickets={sought} />
      {promised.map((ticket) => (
        <PromiseNotice key={ticket.id} ticket={ticket} />
      ))}
    </div>
  );
}

function useRing(shown: OfferView[]): void {
  const rung = useRef(new Set<string>());
  useEffect(() => {
    for (const offer of shown) {
      if (rung.current.has(offer.id)) continue;
      rung.current.add(offer.id);
      ringOnce();
    }
  });
}
