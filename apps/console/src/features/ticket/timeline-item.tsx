/** One thing on the timeline, drawn as what it is: a mail card, a chat bubble, a note, a call, a line of what happened. */
import { memo, useState } from 'react';
import { Ellipsis, Lock, ShieldAlert } from 'lucide-react';
import type { Ticket, TimelineItem } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { Avatar } from '../../ui/avatar.js';
import { ChannelIcon } from '../../ui/channel-icon.js';
import { serverNow } from '../../ui/now.js';
import { clockText, fullText } from '../../ui/time-text.js';
import { customerName } from '../customer/customer-name.js';
import { Attachments } from './attachments.js';
import { CallCard } from './call-card.js';
import { DeliveryLine } from './delivery-line.js';
import { deliveryTexts, needsCare } from './delivery-text.js';
import { ForwardQuestion } from '../mail/forward-question.js';
import { HeldMail } from '../mail/held-mail.js';
import { SpamLine } from '../mail/spam-line.js';
import { TrustLine } from '../mail/trust-line.js';
import { wordsOf } from './mail-document.js';
import { InvitationCard } from '../mail/invitation-card.js';
import { PassedOnLine } from '../mail/passed-on-line.js';
import { isUnverified } from './sender-trust.js';
import { MailBody } from './mail-body.js';
import { ProtectionLine } from './protection-line.js';
import { SystemLine } from './system-line.js';

interface Props {
  item: TimelineItem;
  ticketId: string;
  meId: string;
  /** Fallback for a customer whose message carries no name. */
  customer: Ticket['customer'];
}

export const TimelineEntry = memo(function TimelineEntry({ item, ticketId, meId, customer }: Props) {
  if (item.kind === 'event') return <SystemLine item={item} meId={meId} />;
  if (item.kind === 'call') {
    return item.channel === 'voice' ? <CallCard item={item} /> : <SystemLine item={item} meId={meId} />;
  }
  if (item.kind === 'note') {
    if ('stranger' in item.data) return <HeldMail ticketId={ticketId} item={item} />;
    if ('forwarded' in item.data) return <ForwardQuestion ticketId={ticketId} item={item} />;
    return <Note item={item} meId={meId} />;
  }
  return item.channel === 'email' ? (
    <Mail item={item} ticketId={ticketId} meId={meId} customer={customer} />
  ) : (
    <Bubble item={item} ticketId={ticketId} meId={meId} customer={customer} />
  );
});

function Bubble({ item, ticketId, meId, customer }: Props) {
  const mine = item.direction === 'out';
  return (
    <article className={`m ${mine ? 'mine' : ''}`} {...marks(item)}>
      {!mine && <Avatar id={customer.id} name={item.author.name ?? customer.name} />}
      <div>
        <Head item={item} meId={meId} customer={customer} />
        <div className="bd">
          <p className="text">{item.text}</p>
          <Attachments files={item.attachments} />
        </div>
        <DeliveryLine item={item} ticketId={ticketId} />
      </div>
    </article>
  );
}

function Mail({ item, ticketId, meId, customer }: Props) {
  const say = useSay();
  const [whole, setWhole] = useState(false);
  const quoted = hasQuote(item);
  const mine = item.direction === 'out';
  const name = item.author.name ?? customerName(customer, say);
  const html = item.html !== null && mine && !whole ? wordsOf(item.html) : item.html;
  const framed = html !== null && (mine || whole || !quoted);
  return (
    <article className={`m mail ${mine ? 'sent' : ''}`} {...marks(item)}>
      {!mine && <Avatar id={customer.id} name={item.author.name ?? customer.name} />}
      <div>
        <Head item={item} meId={meId} customer={customer} />
        <div className="bd">
          <p className="sub">{item.subject || say('timeline.no-subject')}</p>
          {!mine && <TrustLine ticketId={ticketId} item={item} />}
          {!mine && <SpamLine ticketId={ticketId} item={item} />}
          <PassedOnLine item={item} />
          <InvitationCard ticketId={ticketId} item={item} />
          <ProtectionLine item={item} />
          {framed ? (
            <MailBody item={item} html={html} name={name} />
          ) : (
            <p className="text">{quoted && !whole ? item.replyText : item.text}</p>
          )}
          {quoted && (
            <button
              type="button"
              className="btn sm ghost quoted"
              aria-expanded={whole}
              title={say(whole ? 'timeline.quoted-hide' : 'timeline.quoted-show')}
              aria-label={say(whole ? 'timeline.quoted-hide' : 'timeline.quoted-show')}
              onClick={() => setWhole(!whole)}
              data-testid="quoted-toggle"
            >
              <Ellipsis className="ic" aria-hidden="true" />
            </button>
          )}
          <Attachments files={item.attachments} />
        </div>
        <DeliveryLine item={item} ticketId={ticketId} />
      </div>
    </article>
  );
}

function Note({ item, meId }: Pick<Props, 'item' | 'meId'>) {
  const say = useSay();
  const mine = item.author.id === meId;
  return (
    <article className="m note" {...marks(item)}>
      <Avatar id={item.author.id ?? item.id} name={item.author.name} />
      <div>
        <p className="hd">
          <span className="tag">
            <Lock className="ic" aria-hidden="true" />
            {say('timeline.note-tag')}
          </span>
          <b>{mine ? say('timeline.you') : item.author.name}</b>
          <Moment at={item.at} />
        </p>
        <div className="bd">
          <p className="text">{item.text}</p>
          <Attachments files={item.attachments} />
        </div>
      </div>
    </article>
  );
}

function Head({ item, meId, customer }: Omit<Props, 'ticketId'>) {
  const say = useSay();
  const own = item.author.id === meId;
  const fallback = item.direction === 'in' ? customerName(customer, say) : say('app.name');
  const channel = item.channel ?? 'chat';
  return (
    <p className="hd">
      {item.direction === 'in' && <ChannelIcon channel={channel} />}
      <b>{own ? say('timeline.you') : (item.author.name ?? fallback)}</b>
      {item.author.kind === 'rule' && <span className="chip">{say('rules.automatic')}</span>}
      <span>
        {say(`channel.by-${channel}`)} · <Moment at={item.at} />
        {item.delivery && !needsCare(item, serverNow()) && (
          <span
            title={item.delivery.detail ?? undefined}
            data-testid="delivery"
            data-state={item.delivery.state}
          >
            {' · '}
            {say(deliveryTexts[item.delivery.state])}
          </span>
        )}
      </span>
      {isUnverified(item) && (
        <span className="chip warn">
          <ShieldAlert className="ic" aria-hidden="true" />
          {say('customer.unverified')}
        </span>
      )}
    </p>
  );
}

function Moment({ at }: { at: string }) {
  return (
    <time className="num" dateTime={at} title={fullText(at)}>
      {clockText(at)}
    </time>
  );
}

/** Something older was split off from what was written now. */
function hasQuote(item: TimelineItem): boolean {
  const written = item.replyText?.trim() ?? '';
  return written !== '' && written !== item.text?.trim();
}

const marks = (item: TimelineItem) => ({
  'data-testid': 'timeline-item',
  'data-kind': item.kind,
  'data-seq': item.seq,
  'data-direction': item.direction ?? undefined,
});
