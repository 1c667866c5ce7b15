/** Beside a ticket: what it is linked to, what was merged into it, and what looks like the same matter. */
import { useState } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Link2, Merge, Undo2, X } from 'lucide-react';
import type { LinkView, MeView, RelatedTicket, Ticket } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { Failure } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { LinkForm } from './link-form.js';
import { MergeDialog } from './merge-dialog.js';
import { makeLink, removeLink, undoMerge, undoSplit } from './relation-commands.js';
import { ResolveIncidentsDialog } from './resolve-incidents-dialog.js';

const linkTexts = {
  'child-of': { out: 'relations.child-of', in: 'relations.parent-of' },
  'duplicate-of': { out: 'relations.duplicate-of', in: 'relations.duplicated-by' },
  'incident-of': { out: 'relations.incident-of', in: 'relations.problem-of' },
  'follow-up-of': { out: 'relations.follow-up-of', in: 'relations.followed-by' },
} as const satisfies Record<LinkView['kind'], Record<LinkView['direction'], MessageId>>;

export function RelatedCard({ ticket, me }: { ticket: Ticket; me: MeView }) {
  const say = useSay();
  const [linking, setLinking] = useState(false);
  const [merging, setMerging] = useState<{ into: string | null } | null>(null);
  const [resolving, setResolving] = useState(false);
  // Every link is told in the history, which moves the version: what is shown is never older than the ticket.
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['relations', ticket.id, ticket.version],
    queryFn: async () => {
      const [relations, similar] = await Promise.all([api.relations(ticket.id), api.similar(ticket.id)]);
      return { ...relations, similar: similar.items };
    },
    placeholderData: keepPreviousData,
  });
  const live = ticket.status !== 'closed';
  const incidents = data?.links.filter(({ kind, direction }) => kind === 'incident-of' && direction === 'in');
  const maySettle =
    ticket.type === 'problem' && (ticket.owner?.id === me.id || me.role !== 'agent') && incidents?.length;

  return (
    <section className="card rel" data-testid="related">
      <h3>{say('relations.title')}</h3>
      {isPending && <Skeleton rows={2} />}
      {error && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
      {data && data.similar.length > 0 && live && (
        <div className="rel-similar" data-testid="similar">
          <p>{say('relations.similar')}</p>
          <ul>
            {data.similar.map((other) => (
              <Row key={other.id} ticket={other}>
                <button
                  type="button"
                  className="btn sm"
                  onClick={() => setMerging({ into: other.number })}
                  data-testid="similar-merge"
                >
                  {say('relations.merge')}
                  <span className="sr"> {other.number}</span>
                </button>
                <button
                  type="button"
                  className="btn sm ghost"
                  onClick={() => void makeLink(ticket, 'duplicate-of', other.number)}
                >
                  {say('relations.mark-duplicate')}
                  <span className="sr"> {other.number}</span>
                </button>
              </Row>
            ))}
          </ul>
        </div>
      )}
      {data && data.links.length > 0 && (
        <ul data-testid="links">
          {data.links.map((link) => (
            <Row key={link.id} ticket={link.ticket} what={say(linkTexts[link.kind][link.direction])}>
              <IconButton
                icon={X}
                text={say('relations.unlink', { number: link.ticket.number })}
                onPress={() => void removeLink(ticket, link)}
                testId="unlink"
              />
            </Row>
          ))}
        </ul>
      )}
      {data && data.merged.length > 0 && (
        <ul data-testid="merged-here">
          {data.merged.map((other) => (
            <Row key={other.id} ticket={other} what={say('relations.merged-here')}>
              <IconButton
                icon={Undo2}
                text={say('relations.undo-merge', { number: other.number })}
                onPress={() => void undoMerge(other)}
                testId="undo-merge"
              />
            </Row>
          ))}
        </ul>
      )}
      {data && data.links.length + data.merged.length + data.similar.length === 0 && (
        <p className="muted">{say('relations.empty')}</p>
      )}
      {linking && <LinkForm ticket={ticket} onDone={() => setLinking(false)} />}
      <p className="rel-acts">
        {!linking && (
          <button type="button" className="btn sm" onClick={() => setLinking(true)} data-testid="link-open">
            <Link2 className="ic" aria-hidden="true" />
            {say('relations.link')}
          </button>
        )}
        {live && (
          <button
            type="button"
            className="btn sm"
            onClick={() => setMerging({ into: null })}
            data-testid="merge-open"
          >
            <Merge className="ic" aria-hidden="true" />
            {say('relations.merge-open')}
          </button>
        )}
        {data?.splitFrom && live && (
          <button
            type="button"
            className="btn sm"
            onClick={() => void undoSplit(ticket)}
            data-testid="undo-split"
          >
            <Undo2 className="ic" aria-hidden="true" />
            {say('relations.undo-split', { number: data.splitFrom.number })}
          </button>
        )}
        {maySettle && (
          <button
            type="button"
            className="btn sm"
            onClick={() => setResolving(true)}
            data-testid="settle-open"
          >
            {say('relations.settle')}
          </button>
        )}
      </p>
      {merging && <MergeDialog ticket={ticket} into={merging.into} onClose={() => setMerging(null)} />}
      {resolving && incidents && (
        <ResolveIncidentsDialog problem={ticket} incidents={incidents} onClose={() => setResolving(false)} />
      )}
    </section>
  );
}

function Row({
  ticket,
  what,
  children,
}: {
  ticket: RelatedTicket;
  what?: string;
  children: React.ReactNode;
}) {
  const say = useSay();
  return (
    <li className="rel-row">
      <span>
        {what && <small>{what}</small>}
        <Link to="/work/$ticket" params={{ ticket: ticket.number }}>
          {ticket.subject}
        </Link>
        <small className="num">
          {ticket.number} · {say(`status.${ticket.status}`)}
          {ticket.owner && ` · ${ticket.owner.name}`}
        </small>
      </span>
      <span className="rel-row-acts">{children}</span>
    </li>
  );
}

function IconButton({
  icon: Icon,
  text,
  onPress,
  testId,
}: {
  icon: typeof X;
  text: string;
  onPress: () => void;
  testId: string;
}) {
  return (
    <button
      type="button"
      className="btn sm ghost icon"
      aria-label={text}
      title={text}
      onClick={onPress}
      data-testid={testId}
    >
      <Icon className="ic" aria-hidden="true" />
    </button>
  );
}
