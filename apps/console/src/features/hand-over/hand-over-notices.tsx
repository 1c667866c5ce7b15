/** Hand-overs a colleague asks me to take, said over any page but the ticket's own, where the whole card stands. */
import { useNavigate, useRouterState } from '@tanstack/react-router';
import type { Ticket } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { Avatar } from '../../ui/avatar.js';
import { clockText } from '../../ui/time-text.js';

/** Tickets I am asked to take over, soonest end first. */
export function useAsked(): Ticket[] {
  const meId = useLive((state) => state.me?.id);
  const tickets = useLive((state) => state.tickets);
  const open = useRouterState({ select: (state) => state.location.pathname.split('/').at(-1) });
  return [...tickets.values()]
    .filter((ticket) => ticket.handOver?.to.id === meId && ticket.number !== open && ticket.id !== open)
    .sort((a, b) => (a.handOver?.expiresAt ?? '').localeCompare(b.handOver?.expiresAt ?? ''));
}

export function HandOverNotice({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  const navigate = useNavigate();
  const { handOver } = ticket;
  if (!handOver) return null;
  const { from, kind, expiresAt } = handOver;
  return (
    <div
      role="alertdialog"
      aria-labelledby={`asked-${handOver.id}`}
      aria-describedby={`asked-text-${handOver.id}`}
      className="offer"
      data-testid="hand-over-notice"
      data-number={ticket.number}
    >
      <Avatar id={from.id} name={from.name} photo={from.photo} size="l" />
      <span>
        <b id={`asked-${handOver.id}`}>{say(`handover.card-${kind}`, { name: from.name })}</b>
        <small id={`asked-text-${handOver.id}`}>
          {ticket.subject} <span className="num">{ticket.number}</span> ·{' '}
          <span className="num">{say('handover.until', { time: clockText(expiresAt) })}</span>
        </small>
      </span>
      <div className="row2 apart">
        <button
          type="button"
          className="btn primary"
          onClick={() => void navigate({ to: '/work/$ticket', params: { ticket: ticket.number } })}
          data-testid="hand-over-look"
        >
          {say('handover.look')}
        </button>
      </div>
    </div>
  );
}
