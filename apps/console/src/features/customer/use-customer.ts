/** A ticket's customer in full, read again when their addresses change: a chat or call may join them while this is open. */
import { useQuery } from '@tanstack/react-query';
import type { CustomerView, Ticket } from '@lib/contracts';
import { api } from '../../api/calls.js';

export function useCustomer({ id, identities }: Ticket['customer']): CustomerView | undefined {
  const known = identities.map((identity) => identity.id + identity.proof).join();
  const { data } = useQuery({
    queryKey: ['customer', id, known],
    queryFn: () => api.customer(id),
    placeholderData: (before) => (before?.id === id ? before : undefined),
  });
  return data;
}
