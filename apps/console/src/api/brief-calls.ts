/** The calls about a matter in one minute, and about what nobody should ask for twice. */
import type { AddFact, Brief, ChangeFact, Fact } from '@lib/contracts';
import { request } from './http.js';

const id = encodeURIComponent;
const of = (ticketId: string): string => `/api/tickets/${id(ticketId)}`;

/** As typed into a form: the server makes the wording what it is. */
type Typed<T> = Omit<T, 'text'> & { text?: string };

export const briefApi = {
  brief: (ticketId: string, signal?: AbortSignal) =>
    request<Brief>('GET', `${of(ticketId)}/brief`, { signal }),
  addFact: (ticketId: string, fact: Typed<AddFact>) =>
    request<Fact[]>('POST', `${of(ticketId)}/facts`, { body: fact }),
  changeFact: (ticketId: string, factId: string, change: Typed<ChangeFact>) =>
    request<Fact[]>('PATCH', `${of(ticketId)}/facts/${id(factId)}`, { body: change }),
  removeFact: (ticketId: string, factId: string) =>
    request<Fact[]>('DELETE', `${of(ticketId)}/facts/${id(factId)}`),
  saidAgain: (ticketId: string, factId: string) =>
    request<Fact[]>('POST', `${of(ticketId)}/facts/${id(factId)}/repeats`),
  notAgain: (ticketId: string, factId: string) =>
    request<Fact[]>('DELETE', `${of(ticketId)}/facts/${id(factId)}/repeats`),
};
