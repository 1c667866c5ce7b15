/** Finding a customer by name, address or number. */
import { useDeferredValue, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { Avatar } from '../../ui/avatar.js';
import { EmptyState } from '../../ui/empty-state.js';
import { Failure } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { customerName } from './customer-name.js';

export function CustomersPage() {
  const say = useSay();
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim());
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['customers', q],
    queryFn: ({ signal }) => api.customers(q, signal),
    enabled: q.length >= 2,
  });
  return (
    <main className="page" id="content">
      <header className="page-head">
        <h1>{say('customers.title')}</h1>
      </header>
      <label className="search wide">
        <Search className="ic" aria-hidden="true" />
        <input
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={say('customers.search')}
          aria-label={say('customers.search')}
          autoFocus
          data-testid="customers-search"
        />
      </label>
      {q.length < 2 && <EmptyState title={say('customers.hint-title')} text={say('customers.hint-text')} />}
      {error && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
      {q.length >= 2 && isFetching && !data && <Skeleton />}
      {data?.items.length === 0 && (
        <EmptyState title={say('customers.none-title', { query: q })} text={say('customers.none-text')} />
      )}
      <ul className="people">
        {data?.items.map((customer) => (
          <li key={customer.id}>
            <Link to="/customers/$id" params={{ id: customer.id }} data-testid="customer-row">
              <Avatar id={customer.id} name={customer.name} />
              <span>
                <b>{customerName(customer, say)}</b>
                <small>
                  {customer.identities
                    .filter((identity) => identity.kind !== 'visitor')
                    .map((identity) => identity.value)
                    .join(' · ')}
                </small>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </main>
  );
}
