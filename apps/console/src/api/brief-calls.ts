/** The calls about a matter in one minute, what nobody should ask for twice, and what we know of a customer. */
import type { AddFact, AddProfileEntry, Brief, ChangeFact, Fact, Profile } from '@lib/contracts';
import { request } from './http.js';

const id = encodeURIComponent;
const of = (ticketId: string): string => `/api/tickets/${id(ticketId)}`;
const profileOf = (customerId: string): string => `/api/customers/${id(customerId)}/profile`;

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
    request<Fact[]>('POST', `${of(ticketId)}/facts/${id(factId)}/repeats`, { body: { by: 1 } }),
  notAgain: (ticketId: string, factId: string) =>
    request<Fact[]>('POST', `${of(ticketId)}/facts/${id(factId)}/repeats`, { body: { by: -1 } }),

  profile: (customerId: string, signal?: AbortSignal) =>
    request<Profile>('GET', profileOf(customerId), { signal }),
  addProfileEntry: (customerId: string, entry: AddProfileEntry) =>
    request<Profile>('POST', profileOf(customerId), { body: entry }),
  endProfileEntry: (customerId: string, entryId: string) =>
    request<Profile>('DELETE', `${profileOf(customerId)}/${id(entryId)}`),
  forgetProfileEntry: (customerId: string, entryId: string) =>
    request<Profile>('POST', `${profileOf(customerId)}/${id(entryId)}/forget`),
};
