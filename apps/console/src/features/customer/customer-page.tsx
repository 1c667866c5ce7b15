/** A customer's own page: addresses, doubts about them, every ticket. */
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { Avatar } from '../../ui/avatar.js';
import { EmptyState } from '../../ui/empty-state.js';
import { Failure } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { monthText } from '../../ui/time-text.js';
import { SamePerson } from '../ticket/identity-banner.js';
import { customerName } from './customer-name.js';
import { IdentityList } from './identity-list.js';
import { ProfileCard } from './profile-card.js';
import { TicketHistory } from './ticket-history.js';

export function CustomerPage({ id }: { id: string }) {
  const say = useSay();
  const role = useLive((state) => state.me?.role);
  const customer = useQuery({ queryKey: ['customer', id], queryFn: () => api.customer(id), retry: false });
  const history = useQuery({
    queryKey: ['customer', id, 'history'],
    queryFn: () => api.history(id),
    retry: false,
  });
  if (customer.error) {
    const refusal = asRefusal(customer.error);
    return (
      <main className="page" id="content">
        {refusal.code === 'not-found' || refusal.code === 'invalid-input' ? (
          <EmptyState page title={say('customers.not-found-title')} />
        ) : (
          <Failure refusal={refusal} onRetry={() => void customer.refetch()} />
        )}
      </main>
    );
  }
  if (!customer.data) {
    return (
      <main className="page" id="content">
        <Skeleton />
      </main>
    );
  }
  const { data } = customer;
  const proposals = data.samePerson.filter((one) => one.state === 'proposed');
  return (
    <main className="page" id="content" data-testid="customer-page">
      <header className="page-head with-avatar">
        <Avatar id={data.id} name={data.name} size="l" />
        <div>
          <h1>{customerName(data, say)}</h1>
          <p>{say('customer.since', { date: monthText(data.since) })}</p>
        </div>
      </header>
      {proposals.map((proposal) => (
        <SamePerson key={proposal.id} customerId={data.id} proposal={proposal} />
      ))}
      <div className="columns">
        <section className="card">
          <h2>{say('customers.tickets')}</h2>
          {history.error && (
            <Failure refusal={asRefusal(history.error)} onRetry={() => void history.refetch()} />
          )}
          {history.data?.items.length === 0 && <p className="muted">{say('customer.history-empty')}</p>}
          {history.data && <TicketHistory tickets={history.data.items} />}
        </section>
        <section className="card">
          <h2>{say('customer.reach')}</h2>
          <IdentityList identities={data.identities} />
        </section>
        <ProfileCard customerId={data.id} mayForget={role !== undefined && role !== 'agent'} />
      </div>
    </main>
  );
}
