/** Beside a solved ticket: what helped once may help others, with credit to who solved it. */
import { Link } from '@tanstack/react-router';
import { BookOpen } from 'lucide-react';
import type { Ticket } from '@lib/contracts';
import { useSay } from '../../i18n.js';

export function DraftCard({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  if (ticket.status !== 'resolved' && ticket.status !== 'closed') return null;
  return (
    <section className="card record" aria-labelledby="article-draft-title" data-testid="article-draft-card">
      <h3 id="article-draft-title">{say('article.draft-title')}</h3>
      <p className="muted">{say('article.draft-text')}</p>
      <Link
        to="/knowledge/new"
        search={{ ticket: ticket.number }}
        className="btn sm"
        data-testid="article-draft"
      >
        <BookOpen className="ic" aria-hidden="true" />
        {say('article.draft')}
      </Link>
    </section>
  );
}
