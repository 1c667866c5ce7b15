/** One customer or all of them, found by what is typed. */
import { useId, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/calls.js';
import { useSay } from '../../i18n.js';
import { customerName } from '../customer/customer-name.js';

interface Props {
  customerId: string | null;
  onPick: (customerId: string | null) => void;
}

export function CustomerChoice({ customerId, onPick }: Props) {
  const say = useSay();
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const chosen = useQuery({
    queryKey: ['customer', customerId],
    queryFn: () => api.customer(customerId ?? ''),
    enabled: customerId !== null,
  });
  const found = useQuery({
    queryKey: ['customers', typed],
    queryFn: ({ signal }) => api.customers(typed ?? '', signal),
    enabled: typed !== null && typed.trim().length > 1,
  });
  const shown = typed ?? (chosen.data ? customerName(chosen.data, say) : '');
  return (
    <div className="labelled">
      <label htmlFor={id}>{say('policy.customer')}</label>
      <input
        id={id}
        list={`${id}-found`}
        value={shown}
        placeholder={say('policy.every-customer')}
        onChange={(event) => {
          const { value } = event.target;
          setTyped(value);
          const match = found.data?.items.find((customer) => customerName(customer, say) === value);
          if (match) onPick(match.id);
          else if (value === '') onPick(null);
        }}
        // What was typed and is nobody is no choice: the last one is shown again.
        onBlur={() => setTyped(null)}
      />
      <datalist id={`${id}-found`}>
        {found.data?.items.map((customer) => (
          <option key={customer.id} value={customerName(customer, say)} />
        ))}
      </datalist>
    </div>
  );
}
