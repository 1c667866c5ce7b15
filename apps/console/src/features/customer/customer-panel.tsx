/** Beside every ticket: who this is, how sure we are, and what we already did together. A sheet on narrow screens. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowUpRight, Languages, ShieldAlert, ShieldCheck, X } from 'lucide-react';
import type { MeView, Ticket } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { Avatar } from '../../ui/avatar.js';
import { Failure } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { monthText } from '../../ui/time-text.js';
import { TicketCards } from '../ticket/cards.js';
import { customerName } from './customer-name.js';
import { IdentityList, isVerified } from './identity-list.js';
import { ProfileCard } from './profile-card.js';
import { TicketHistory } from './ticket-history.js';
import { useCustomer } from './use-customer.js';

interface Props {
  ticket: Ticket;
  me: MeView;
  /** The last thing that came in their name is probably not theirs. */
  doubted: boolean;
  sheet: boolean;
  onClose: () => void;
}

export function CustomerPanel({ ticket, me, doubted, sheet, onClose }: Props) {
  const say = useSay();
  const { id, name } = ticket.customer;
  const customer = useCustomer(ticket.customer);
  const identities = customer?.identities ?? ticket.customer.identities;
  const shownName = customerName(customer ?? ticket.customer, say);
  const verified = isVerified(identities) && !doubted;
  return (
    <aside
      className={`c360 ${sheet ? 'open' : ''}`}
      aria-label={say('ticket.customer-panel')}
      tabIndex={0}
      data-testid="customer-panel"
    >
      <div className="id">
        <Avatar id={id} name={customer?.name ?? name} size="l" />
        <div>
          <h2>{shownName}</h2>
          {customer && <p>{say('customer.since', { date: monthText(customer.since) })}</p>}
        </div>
        <span className="id-actions">
          <Link
            className="btn ghost icon sm"
            to="/customers/$id"
            params={{ id }}
            aria-label={say('customer.page')}
            title={say('customer.page')}
          >
            <ArrowUpRight className="ic" aria-hidden="true" />
          </Link>
          <button
            type="button"
            className="btn ghost icon sm close-sheet"
            aria-label={say('common.close')}
            onClick={onClose}
          >
            <X className="ic" aria-hidden="true" />
          </button>
        </span>
      </div>
      <div className="ver">
        <span className={`chip ${verified ? 'ok' : ''}`} data-testid="verified" data-verified={verified}>
          {verified ? (
            <ShieldCheck className="ic" aria-hidden="true" />
          ) : (
            <ShieldAlert className="ic" aria-hidden="true" />
          )}
          {say(verified ? 'customer.verified' : 'customer.unverified')}
        </span>
        {customer?.locale && (
          <span className="chip">
            <Languages className="ic" aria-hidden="true" />
            {say(`customer.lang-${customer.locale}`)}
          </span>
        )}
      </div>
      <TicketCards ticket={ticket} me={me} />
      <section className="card">
        <h3>{say('customer.reach')}</h3>
        <IdentityList identities={identities} />
      </section>
      <ProfileCard customerId={id} version={ticket.version} mayForget={me.role !== 'agent'} />
      <Past ticket={ticket} />
    </aside>
  );
}

function Past({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['customer', ticket.customer.id, 'history'],
    queryFn: () => api.history(ticket.customer.id),
  });
  if (error) return <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />;
  if (isPending) {
    return (
      <section className="card">
        <Skeleton rows={2} />
      </section>
    );
  }
  const others = data.items.filter((one) => one.id !== ticket.id);
  const open = others.filter((one) => one.status !== 'resolved' && one.status !== 'closed');
  const past = others.filter((one) => !open.includes(one));
  return (
    <>
      {open.length > 0 && (
        <section className="card" data-testid="open-tickets">
          <h3>
            {say('customer.open')}
            <span className="num">{open.length}</span>
          </h3>
          <TicketHistory tickets={open} />
        </section>
      )}
      <section className="card" data-testid="history">
        <h3>
          {say('customer.history')}
          <span className="num">{say('customer.history-count', { count: past.length })}</span>
        </h3>
        {past.length > 0 ? (
          <TicketHistory tickets={past} />
        ) : (
          <p className="muted">{say('customer.history-empty')}</p>
        )}
      </section>
    </>
  );
}
