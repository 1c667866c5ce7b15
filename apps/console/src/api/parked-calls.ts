/** The calls about what could not be processed; the shapes are those of contracts. */
import type { ParkedDetail, ParkedList, ParkedRetries, ParkedRetry } from '@lib/contracts';
import { request } from './http.js';

const PARKED = '/api/admin/parked';
const of = (id: string): string => `${PARKED}/${encodeURIComponent(id)}`;

export const parkedApi = {
  all: (signal?: AbortSignal) => request<ParkedList>('GET', PARKED, { signal }),
  one: (id: string, signal?: AbortSignal) => request<ParkedDetail>('GET', of(id), { signal }),
  retry: (id: string) => request<ParkedRetry>('POST', `${of(id)}/retry`),
  retryAll: () => request<ParkedRetries>('POST', `${PARKED}/retry`),
};
