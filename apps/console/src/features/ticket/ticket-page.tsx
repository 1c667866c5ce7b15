/** One ticket, whole: head, call, doubts, thread, answer, and the customer beside it. */
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { MeView, Ticket } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal, Refusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { EmptyState } from '../../ui/empty-state.js';
import { Failure } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { CustomerPanel } from '../customer/customer-panel.js';
import { runCommand, useCommand } from '../keyboard/commands.js';
import { CallBar } from '../voice/call-bar.js';
import { WrapUpPanel } from '../wrap-up/wrap-up-panel.js';
import { SplitBar } from '../relations/split-mode.js';
import { TicketBanners } from './banners.js';
import { Composer } from './composer.js';
import { TicketHeader } from './ticket-header.js';
import { isForged } from './sender-trust.js';
import { Timeline } from './timeline.js';
import { useWatchedTicket } from './use-watched-ticket.js';

export function TicketPage({ address, me }: { address: string; me: MeView }) {
  const heldId = useLive((state) => findId(state.tickets, address));
  const { data, error, refetch } = useQuery({
    queryKey: ['ticket-address', address],
    queryFn: ({ signal }) => api.ticket(address, signal),
    enabled: heldId === null,
    retry: false,
  });
  const id = heldId ?? data?.id ?? null;
  if (id !== null) return <WatchedTicket key={id} ticketId={id} fallback={data ?? null} me={me} />;
  return (
    <main className="conv" id="content">
      {error ? <Refused refusal={asRefusal(error)} onRetry={() => void refetch()} /> : <Skeleton rows={4} />}
    </main>
  );
}

interface WatchedProps {
  ticketId: string;
  fallback: Ticket | null;
  me: MeView;
}

function WatchedTicket({ ticketId, fallback, me }: WatchedProps) {
  const say = useSay();
  const { ticket: held, timeline } = useWatchedTicket(ticketId);
  const [sheet, setSheet] = useState(false);
  useCommand('customer', () => setSheet((open) => !open));
  const ticket = held ?? fallback;

  if (timeline?.state === 'refused' || timeline?.state === 'left') {
    const problem = timeline.problem ?? { code: 'forbidden' };
    return (
      <main className="conv" id="content">
        <Refused refusal={new Refusal(problem)} />
      </main>
    );
  }
  if (!ticket || !timeline) {
    return (
      <main className="conv" id="content">
        <Skeleton rows={4} />
      </main>
    );
  }
  const wrapping = ticket.wrapUps.find(({ agent }) => agent.id === me.id);
  return (
    <>
      <main
        className="conv"
        id="content"
        data-testid="ticket"
        data-ticket={ticket.id}
        data-number={ticket.number}
      >
        <TicketHeader ticket={ticket} me={me} onShowCustomer={() => setSheet(true)} />
        <CallBar me={me} ticketId={ticket.id} />
        {wrapping && <WrapUpPanel key={wrapping.id} wrapUp={wrapping} ticket={ticket} />}
        <TicketBanners ticket={ticket} items={timeline.items} me={me} />
        <SplitBar ticket={ticket} />
        <Timeline ticket={ticket} timeline={timeline} meId={me.id} />
        {ticket.status === 'closed' ? (
          <p className="closed-hint">{say('composer.closed')}</p>
        ) : (
          <Composer ticket={ticket} items={timeline.items} meId={me.id} />
        )}
      </main>
      <CustomerPanel
        ticket={ticket}
        me={me}
        doubted={isForged(timeline.items)}
        sheet={sheet}
        onClose={() => setSheet(false)}
      />
    </>
  );
}

function Refused({ refusal, onRetry }: { refusal: Refusal; onRetry?: () => void }) {
  const say = useSay();
  if (refusal.code === 'forbidden') {
    return (
      <EmptyState
        page
        title={say('ticket.forbidden-title')}
        text={say('ticket.forbidden-text')}
        testId="ticket-forbidden"
      />
    );
  }
  if (refusal.code === 'not-found' || refusal.code === 'invalid-input') {
    return (
      <EmptyState
        page
        title={say('ticket.not-found-title')}
        text={say('ticket.not-found-text')}
        testId="ticket-not-found"
      >
        <button type="button" className="btn" onClick={() => runCommand('palette')}>
          {say('ticket.not-found-action')}
        </button>
      </EmptyState>
    );
  }
  return <Failure refusal={refusal} onRetry={onRetry} />;
}

function findId(tickets: ReadonlyMap<string, Ticket>, address: string): string | null {
  if (tickets.has(address)) return address;
  for (const ticket of tickets.values()) if (ticket.number === address) return ticket.id;
  return null;
}
