/** What the console asks about mail that came back and addresses that take none. */
import type { SayUndeliverable, UndeliverableAddress, UndeliverablePage } from '@lib/contracts';
import { query, request } from './http.js';

const id = encodeURIComponent;

export const mailApi = {
  undeliverableOf: (ticketId: string, signal: AbortSignal) =>
    request<{ items: UndeliverableAddress[] }>('GET', `/api/tickets/${id(ticketId)}/undeliverable`, {
      signal,
    }),
  liftOnTicket: (ticketId: string, address: string) =>
    request<undefined>('POST', `/api/tickets/${id(ticketId)}/undeliverable/lift`, { body: { address } }),
  undeliverable: (values: { q?: string; cursor?: string }) =>
    request<UndeliverablePage>('GET', `/api/admin/undeliverable${query(values)}`),
  sayUndeliverable: (body: SayUndeliverable) =>
    request<undefined>('POST', '/api/admin/undeliverable', { body }),
  lift: (address: string) =>
    request<undefined>('POST', '/api/admin/undeliverable/lift', { body: { address } }),
};
