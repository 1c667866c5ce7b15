/** What is written on a ticket, read again whenever the ticket's version moved: consoles are pushed, this follows. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Ticket, TicketRecord } from '@lib/contracts';
import { recordApi } from '../../api/record-calls.js';

export function useRecord({ id, version }: Ticket): UseQueryResult<TicketRecord> {
  return useQuery({
    queryKey: ['record', id, version],
    queryFn: ({ signal }) => recordApi.record(id, signal),
    placeholderData: (before, query) => (query?.queryKey[1] === id ? before : undefined),
  });
}
