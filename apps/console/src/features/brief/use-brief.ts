/** A matter in one minute, read again whenever the ticket's version moved. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Brief, Ticket } from '@lib/contracts';
import { briefApi } from '../../api/brief-calls.js';

export function useBrief({ id, version }: Pick<Ticket, 'id' | 'version'>): UseQueryResult<Brief> {
  return useQuery({
    queryKey: ['brief', id, version],
    queryFn: ({ signal }) => briefApi.brief(id, signal),
    placeholderData: (before, query) => (query?.queryKey[1] === id ? before : undefined),
  });
}
