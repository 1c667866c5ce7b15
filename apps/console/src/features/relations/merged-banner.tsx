/** On a ticket that was merged: where its conversation goes on, and the way back. */
import { Link } from '@tanstack/react-router';
import { Merge } from 'lucide-react';
import type { Ticket, TimelineItem } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { undoMerge } from './relation-commands.js';

export function MergedBanner({ ticket, items }: { ticket: Ticket; items: readonly TimelineItem[] }) {
  const say = useSay();
  if (!ticket.mergedInto) return null;
  // A ticket whose split was undone leads on as well, and there is no merge to take back.
  const merged =
    items.findLast(({ data }) => String(data.name).startsWith('ticket.'))?.data.name === 'ticket.merged';
  return (
    <section className="wrapbar" aria-label={say('relations.merged-label')} data-testid="merged-banner">
      <Merge className="ic" aria-hidden="true" />
      <span>
        <h2>{say('relations.merged-into', { number: ticket.mergedInto.number })}</h2>
        <small>{say('relations.merged-text')}</small>
      </span>
      <Link
        className="btn sm primary"
        to="/work/$ticket"
        params={{ ticket: ticket.mergedInto.number }}
        data-testid="merged-open"
      >
        {say('relations.merged-open', { number: ticket.mergedInto.number })}
      </Link>
      {merged && (
        <button
          type="button"
          className="btn sm"
          onClick={() => void undoMerge(ticket)}
          data-testid="merged-undo"
        >
          {say('common.undo')}
        </button>
      )}
    </section>
  );
}
