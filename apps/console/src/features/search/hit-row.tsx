/** One thing that was found: what it is, whose, and the words in their sentence. */
import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { BookOpen, Lock, User } from 'lucide-react';
import type { SearchHit } from '@lib/contracts';
import { useSay, type Say } from '../../i18n.js';
import { ChannelIcon } from '../../ui/channel-icon.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import { customerName } from '../customer/customer-name.js';
import { Marked } from './marked.js';

export function HitIcon({ hit }: { hit: SearchHit }) {
  if (hit.kind === 'customer') return <User className="ic" aria-hidden="true" />;
  if (hit.kind === 'article') return <BookOpen className="ic" aria-hidden="true" />;
  if (hit.kind === 'note') return <Lock className="ic" aria-hidden="true" />;
  return <ChannelIcon channel={hit.channel ?? 'email'} />;
}

/** A customer without a name is shown by what they are called instead. */
export function hitTitle({ title, customer }: SearchHit, say: Say): ReactNode {
  if (title.length > 0 || !customer) return <Marked text={title} />;
  return customerName(customer, say);
}

/** Who reads it, or that nobody does yet. */
export function articleText({ state, visibility }: NonNullable<SearchHit['article']>, say: Say): string {
  return state === 'published' ? say(`article.visibility-${visibility}`) : say(`article.state-${state}`);
}

export function HitRow({ hit }: { hit: SearchHit }) {
  const say = useSay();
  const title = hitTitle(hit, say);
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
        {hit.ticket && hit.customer && `${hit.ticket.number} · ${customerName(hit.customer, say)} · `}
        {hit.article && `${articleText(hit.article, say)} · `}
        {momentText(hit.at, serverNow())}
      </small>
    </>
  );
  if (hit.article)
    return (
      <Link className="hit" to="/knowledge/$id" params={{ id: hit.article.id }} data-testid="hit-article">
        {inside}
      </Link>
    );
  if (!hit.ticket)
    return (
      <Link className="hit" to="/customers/$id" params={{ id: hit.id }} data-testid="hit-customer">
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
