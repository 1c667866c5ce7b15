/** One ticket of my work: who, through which channel, the last words, and a timer or how long they wait. */
import { memo } from 'react';
import type { Ticket } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { Avatar } from '../../ui/avatar.js';
import { ChannelIcon } from '../../ui/channel-icon.js';
import { useNow } from '../../ui/now.js';
import { momentText, timerText, waitText } from '../../ui/time-text.js';
import { customerName } from '../customer/customer-name.js';
import { pressing, standingOf, usedShare } from '../promise/promise-time.js';
import { groupOf, interactionInHand, isUnanswered, newsOf, waitsSince } from './grouping.js';
import { rowChannel, rowText } from './row-text.js';

interface Props {
  ticket: Ticket;
  meId: string;
}

export const WorkRow = memo(function WorkRow({ ticket, meId }: Props) {
  const say = useSay();
  const live = interactionInHand(ticket, meId);
  const name = customerName(ticket.customer, say);
  const asked = ticket.handOver?.to.id === meId;
  const follows = groupOf(ticket, meId) === 'following';
  const news = follows ? newsOf(ticket, meId) : null;
  const standsFor = !asked && !follows && ticket.owner && ticket.owner.id !== meId ? ticket.owner.name : null;
  return (
    <>
      <Avatar id={ticket.customer.id} name={ticket.customer.name} />
      <span className="nm">
        <span>{name}</span>
        {news ? (
          <small className={`work-news ${news}`} data-testid="work-news" data-news={news}>
            {say(news === 'mention' ? 'work.mentioned' : 'work.news')}
          </small>
        ) : (
          follows && ticket.owner && <small>{say('work.with', { name: ticket.owner.name })}</small>
        )}
        {standsFor && <small>{say('work.stand-in', { name: standsFor })}</small>}
      </span>
      <RowTime ticket={ticket} meId={meId} />
      <span className="tx">
        <ChannelIcon channel={rowChannel(ticket, live)} />
        <span>{rowText(ticket, live, meId)}</span>
      </span>
      {groupOf(ticket, meId) === 'now' && <Used ticket={ticket} />}
      {isUnanswered(ticket) && <span className="sr">{say('common.new')}</span>}
    </>
  );
});

const bars = { 'on-time': '', soon: 'warn', late: 'late' } as const;

/** How much of the promise, or of the time for an answer, is used up. */
function Used({ ticket }: { ticket: Ticket }) {
  const now = useNow();
  const span = pressing(ticket);
  if (!span) return null;
  return (
    <span className={`prom ${bars[standingOf(span, now)]}`} aria-hidden="true" data-testid="row-bar">
      <i style={{ width: `${Math.round(usedShare(span, now) * 100)}%` }} />
    </span>
  );
}

function RowTime({ ticket, meId }: Props) {
  const say = useSay();
  const now = useNow();
  const live = interactionInHand(ticket, meId);
  if (live && live.channel === 'voice' && live.state !== 'wrapping-up') {
    const since = Date.parse(live.connectedAt ?? live.startedAt);
    return <span className="tm num live">{timerText(now - since)}</span>;
  }
  const { promise } = ticket;
  if (promise && groupOf(ticket, meId) !== 'now') {
    const standing = standingOf({ from: promise.madeAt, due: promise.dueAt, warn: null }, now);
    return (
      <span className={`tm num ${standing === 'on-time' ? '' : 'warn'}`} title={say('clocks.promise')}>
        {momentText(promise.dueAt, now)}
      </span>
    );
  }
  return <span className="tm num">{waitText(now - Date.parse(waitsSince(ticket)))}</span>;
}
