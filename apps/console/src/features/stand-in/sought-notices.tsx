/** Tickets whose owner is absent and nobody answers, said to supervisors over any page but the ticket's own. */
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { UserRoundSearch } from 'lucide-react';
import type { Ticket } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { createCell, useCell } from '../../rt/cell.js';
import { useLive } from '../../rt/live.js';

/** Put off until another ticket joins them; they stay in the list of work. */
const putOff = createCell<ReadonlySet<string>>(new Set());

/** One notice holds them all: a team that is ill is one alarm, not sixty. */
export function useSought(): Ticket[] {
  const later = useCell(putOff, (ids) => ids);
  const role = useLive((state) => state.me?.role);
  const tickets = useLive((state) => state.tickets);
  const open = useRouterState({ select: (state) => state.location.pathname.split('/').at(-1) });
  if (role === undefined || role === 'agent') return [];
  const sought = [...tickets.values()].filter(
    (ticket) => ticket.standInSought && ticket.number !== open && ticket.id !== open,
  );
  return sought.every(({ id }) => later.has(id))
    ? []
    : sought.sort((a, b) => a.updatedAt.localeCompare(b.updatedAt));
}

export function SoughtNotice({ tickets }: { tickets: Ticket[] }) {
  const say = useSay();
  const navigate = useNavigate();
  const [first] = tickets;
  if (!first) return null;
  return (
    <div
      role="alertdialog"
      aria-labelledby="sought-title"
      aria-describedby="sought-text"
      className="offer"
      data-testid="sought-notice"
    >
      <span className="av l" aria-hidden="true">
        <UserRoundSearch className="ic" />
      </span>
      <span>
        <b id="sought-title">{say('standin.sought-count', { count: tickets.length })}</b>
        <small id="sought-text">
          {first.subject} <span className="num">{first.number}</span> ·{' '}
          {say('standin.sought', { name: first.owner?.name ?? '' })}
        </small>
      </span>
      <div className="row2 apart">
        <button
          type="button"
          className="btn"
          onClick={() => putOff.set(() => new Set(tickets.map(({ id }) => id)))}
          data-testid="sought-later"
        >
          {say('standin.later')}
        </button>
        <button
          type="button"
          className="btn primary"
          onClick={() => void navigate({ to: '/work/$ticket', params: { ticket: first.number } })}
          data-testid="sought-look"
        >
          {say('standin.look')}
        </button>
      </div>
    </div>
  );
}
