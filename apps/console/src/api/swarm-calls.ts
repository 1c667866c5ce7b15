/** The calls about a swarm on a ticket. */
import type { CallSwarm, Ticket } from '@lib/contracts';
import { request } from './http.js';

const of = (ticketId: string): string => `/api/tickets/${encodeURIComponent(ticketId)}/swarm`;

export const swarmApi = {
  call: (ticketId: string, swarm: Omit<CallSwarm, 'question'> & { question: string }) =>
    request<Ticket>('POST', of(ticketId), { body: swarm }),
  accept: (ticketId: string) => request<Ticket>('POST', `${of(ticketId)}/accept`),
  decline: (ticketId: string) => request<null>('POST', `${of(ticketId)}/decline`, { body: {} }),
  leave: (ticketId: string) => request<null>('POST', `${of(ticketId)}/leave`),
};
