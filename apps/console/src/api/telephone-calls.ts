/** The calls about the telephone's connection; the shapes are those of contracts. */
import type { TelephonePlace, TelephoneSetup } from '@lib/contracts';
import { request } from './http.js';

const id = encodeURIComponent;
const telephone = '/api/admin/telephone';

export const telephoneApi = {
  look: (signal?: AbortSignal) => request<TelephoneSetup>('GET', telephone, { signal }),
  connect: ({ kind, sid }: TelephonePlace) =>
    request<TelephoneSetup>('POST', `${telephone}/places/${kind}/${id(sid)}/connect`),
  undo: (changeId: string) => request<TelephoneSetup>('POST', `${telephone}/changes/${id(changeId)}/undo`),
};
