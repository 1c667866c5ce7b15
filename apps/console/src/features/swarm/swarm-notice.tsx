/** I am asked to look at a ticket now: over any page a notice, on the ticket itself the question and my answer. */
import { useState } from 'react';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { Users } from 'lucide-react';
import type { MeView, Ticket } from '@lib/contracts';
import { swarmApi } from '../../api/swarm-calls.js';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { Avatar } from '../../ui/avatar.js';
import { showToast } from '../../ui/toast.js';
import { attempt } from '../record/attempt.js';

type Seat = Ticket['swarm'][number];

const seatOf = (ticket: Ticket, meId: string | undefined): Seat | undefined =>
  ticket.swarm.find(({ agent }) => agent.id === meId);

/** Tickets on which somebody waits for my answer, but for the one I look at. */
export function useSwarmCalls(): Ticket[] {
  const meId = useLive((state) => state.me?.id);
  const tickets = useLive((state) => state.tickets);
  const open = useRouterState({ select: (state) => state.location.pathname.split('/').at(-1) });
  return [...tickets.values()]
    .filter((ticket) => seatOf(ticket, meId)?.state === 'invited')
    .filter(({ number, id }) => number !== open && id !== open);
}

export function SwarmNotice({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  const navigate = useNavigate();
  const meId = useLive((state) => state.me?.id);
  const seat = seatOf(ticket, meId);
  if (!seat) return null;
  return (
    <div
      role="alertdialog"
      aria-labelledby={`swarm-${ticket.id}`}
      aria-describedby={`swarm-text-${ticket.id}`}
      className="offer"
      data-testid="swarm-notice"
    >
      <Avatar id={seat.by.id} name={seat.by.name} photo={seat.by.photo} size="l" />
      <span>
        <b id={`swarm-${ticket.id}`}>{say('swarm.asks-you', { name: seat.by.name })}</b>
        <small id={`swarm-text-${ticket.id}`}>
          {seat.question} · <span className="num">{ticket.number}</span>
        </small>
      </span>
      <div className="row2 apart">
        <button
          type="button"
          className="btn primary"
          onClick={() => void navigate({ to: '/work/$ticket', params: { ticket: ticket.number } })}
          data-testid="swarm-look"
        >
          {say('handover.look')}
        </button>
      </div>
    </div>
  );
}

export function SwarmBanner({ ticket, me }: { ticket: Ticket; me: MeView }) {
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const seat = seatOf(ticket, me.id);
  if (!seat) return null;
  async function act(run: () => Promise<unknown>, done: string): Promise<void> {
    setBusy(true);
    if (await attempt(run)) showToast({ text: done });
    setBusy(false);
  }
  const invited = seat.state === 'invited';
  const { id, number } = ticket;
  return (
    <section
      className="wrapbar"
      aria-labelledby={`seat-${id}`}
      data-testid="swarm-banner"
      data-state={seat.state}
    >
      <Users className="ic" aria-hidden="true" />
      <span>
        <h2 id={`seat-${id}`}>
          {invited
            ? say('swarm.asks-you', { name: seat.by.name })
            : say('swarm.you-help', { name: seat.by.name })}
        </h2>
        <small>{seat.question}</small>
      </span>
      {invited ? (
        <>
          <button
            type="button"
            className="btn sm"
            disabled={busy}
            onClick={() => void act(() => swarmApi.decline(id), say('swarm.declined', { number }))}
            data-testid="swarm-decline"
          >
            {say('swarm.not-now')}
          </button>
          <button
            type="button"
            className="btn sm primary"
            disabled={busy}
            onClick={() => void act(() => swarmApi.accept(id), say('swarm.joined', { number }))}
            data-testid="swarm-accept"
          >
            {say('swarm.join')}
          </button>
        </>
      ) : (
        <button
          type="button"
          className="btn sm"
          disabled={busy}
          onClick={() => void act(() => swarmApi.leave(id), say('swarm.left', { number }))}
          data-testid="swarm-leave"
        >
          {say('swarm.leave')}
        </button>
      )}
    </section>
  );
}
