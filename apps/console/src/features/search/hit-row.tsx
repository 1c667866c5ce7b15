/** One thing that was found: what it is, whose, and the words in their sentence. */
import { Link } from '@tanstack/react-router';
import { Lock, User } from 'lucide-react';
import type { SearchHit } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { ChannelIcon } from '../../ui/channel-icon.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import { customerName } from '../customer/customer-name.js';
import { Marked } from './marked.js';

export function HitIcon({ hit }: { hit: SearchHit }) {
  if (hit.kind === 'customer') return <User className="ic" aria-hidden="true" />;
  if (hit.kind === 'note') return <Lock className="ic" aria-hidden="true" />;
  return <ChannelIcon channel={hit.channel ?? 'email'} />;
}

export function HitRow({ hit }: { hit: SearchHit }) {
  const say = useSay();
  const title = hit.title.length > 0 ? <Marked text={hit.title} /> : customerName(hit.customer, say);
  const said = hit.kind === 'message' || hit.kind === 'note';
  const inside = (
    <>
      <HitIcon hit={hit} />
      <span className="hit-body">
        <b className="clip">{title}</b>
        {hit.excerpt && hit.excerpt.length > 0 && (
          <span className="hit-excerpt">
            {said && hit.author && <i>{say('search.by', { name: hit.author })} </i>}
            <Marked text={hit.excerpt} />
          </span>
        )}
      </span>
      <small className="num">
        {hit.ticket && `${hit.ticket.number} · ${customerName(hit.customer, say)} · `}
        {momentText(hit.at, serverNow())}
      </small>
    </>
  );
  if (!hit.ticket)
    return (
      <Link className="hit" to="/customers/$id" params={{ id: hit.customer.id }} data-testid="hit-customer">
        {inside}
      </Link>
    );
  return (
    <Link
      className="hit"
      to="/work/$ticket"
      params={{ ticket: hit.ticket.number }}
      data-testid={`hit-${hit.kind}`}
    >
      {inside}
    </Link>
  );
}
