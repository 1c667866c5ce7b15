/** The calls about the domains our mails leave from; the shapes are those of contracts. */
import type { SendingDomain, SendingDomains } from '@lib/contracts';
import { request } from './http.js';

const id = encodeURIComponent;
const domains = '/api/admin/sending-domains';
const keys = '/api/admin/sending-keys';

export const domainApi = {
  list: (signal: AbortSignal) => request<SendingDomains>('GET', domains, { signal }),
  makeKey: (domain: string) => request<SendingDomain>('POST', `${domains}/${id(domain)}/keys`),
  check: (domain: string) => request<SendingDomain>('POST', `${domains}/${id(domain)}/check`),
  switchOn: (keyId: string, anyway: boolean) =>
    request<SendingDomain>('POST', `${keys}/${id(keyId)}/on`, { body: { anyway } }),
  switchOff: (keyId: string) => request<SendingDomain>('POST', `${keys}/${id(keyId)}/off`),
  remove: (keyId: string) => request<null>('DELETE', `${keys}/${id(keyId)}`),
};
