/** One offer: who, why me, what about, and how many seconds are left; it never takes the focus from a text. */
import { Check } from 'lucide-react';
import type { OfferView } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { useSay } from '../../i18n.js';
import { Avatar } from '../../ui/avatar.js';
import { ChannelIcon } from '../../ui/channel-icon.js';
import { Keys } from '../../ui/keys.js';
import { useNow } from '../../ui/now.js';
import { waitText } from '../../ui/time-text.js';
import { reachable } from '../customer/customer-name.js';

const texts: Record<OfferView['channel'], { label: MessageId; says: MessageId; accept: MessageId }> = {
  voice: { label: 'offer.label-voice', says: 'offer.calls', accept: 'offer.accept-voice' },
  email: { label: 'offer.label-email', says: 'offer.writes-email', accept: 'offer.accept-email' },
  chat: { label: 'offer.label-chat', says: 'offer.writes-chat', accept: 'offer.accept-chat' },
};

/** Nobody is on the line yet: taking it calls them. */
const callbackTexts = {
  label: 'offer.label-callback',
  says: 'offer.wants-callback',
  accept: 'offer.accept-callback',
} as const satisfies Record<string, MessageId>;

interface Props {
  offer: OfferView;
  busy: boolean;
  /** The one that the answer key would accept. */
  first: boolean;
  onAccept: () => void;
  onDecline: () => void;
}

export function OfferCard({ offer, busy, first, onAccept, onDecline }: Props) {
  const say = useSay();
  const now = useNow();
  const { label, says, accept } = offer.callback ? callbackTexts : texts[offer.channel];
  const name = offer.customer.name ?? reachable(offer.from) ?? say('customer.unknown');
  return (
    <div
      role="alertdialog"
      aria-label={say(label)}
      aria-describedby={`offer-${offer.id}`}
      className="offer"
      data-testid="offer"
      data-offer={offer.id}
      data-channel={offer.channel}
      data-callback={offer.callback || undefined}
    >
      <Avatar id={offer.customer.id} name={offer.customer.name} size="l" />
      <span id={`offer-${offer.id}`}>
        <b>{name}</b>
        <small>{say(says)}</small>
      </span>
      <Ring offer={offer} now={now} />
      <ul>
        <li>
          <Check className="ic" aria-hidden="true" />
          <span data-testid="offer-why">{whyText(offer, say)}</span>
        </li>
        <li>
          <ChannelIcon channel={offer.channel} />
          <span className="clip">
            {offer.subject} <span className="muted num">{offer.ticketNumber}</span>
          </span>
        </li>
        {offer.excerpt && offer.excerpt !== offer.subject && (
          <li className="offer-excerpt">{say('work.quote', { text: offer.excerpt })}</li>
        )}
        <li className="muted num">
          {say('offer.waiting', { time: waitText(now - Date.parse(offer.waitingSince)) })}
        </li>
      </ul>
      <div className="row2">
        <button type="button" className="btn" onClick={onDecline} disabled={busy} data-testid="offer-decline">
          {say('offer.decline')}
        </button>
        <button
          type="button"
          className="btn primary"
          onClick={onAccept}
          disabled={busy}
          data-testid="offer-accept"
        >
          <ChannelIcon channel={offer.channel} />
          {say(accept)}
          {first && <Keys of="answer" />}
        </button>
      </div>
    </div>
  );
}

function Ring({ offer, now }: { offer: OfferView; now: number }) {
  const say = useSay();
  const whole = Math.max(1, Date.parse(offer.expiresAt) - Date.parse(offer.madeAt));
  const left = Math.max(0, Math.min(whole, Date.parse(offer.expiresAt) - now));
  const seconds = Math.ceil(left / 1_000);
  return (
    <span className="ring num" role="timer" aria-label={say('offer.seconds', { seconds })} aria-live="off">
      <span aria-hidden="true">{seconds}</span>
      <svg viewBox="0 0 40 40" fill="none" aria-hidden="true">
        <circle cx="20" cy="20" r="18" stroke="var(--line-2)" strokeWidth="3" />
        <circle
          cx="20"
          cy="20"
          r="18"
          stroke="var(--brand)"
          strokeWidth="3"
          strokeLinecap="round"
          pathLength={100}
          strokeDasharray={`${(left / whole) * 100} 100`}
          transform="rotate(-90 20 20)"
        />
      </svg>
    </span>
  );
}

function whyText(offer: OfferView, say: (id: MessageId, values?: Record<string, string>) => string): string {
  if (offer.reason === 'owner') return say('offer.why-owner');
  if (offer.reason === 'supervisor') return say('offer.why-supervisor');
  if (offer.reason === 'stand-in') return say('offer.why-stand-in');
  if (offer.reason === 'last-agent') return say('offer.why-last-agent');
  return offer.queue ? say('offer.why-queue', { queue: offer.queue.name }) : say('offer.why-next');
}
