/** What a provider put into the address when it sent somebody back to us. Pure. */
import type { GivenMailPermission } from '@lib/contracts';

/** Null when nobody came back from anywhere. */
export function givenIn(search: string): GivenMailPermission | null {
  const values = new URLSearchParams(search);
  const state = values.get('state');
  const code = values.get('code');
  const error = values.get('error_description') ?? values.get('error');
  if (!state || (!code && !error)) return null;
  return { state, ...(code ? { code } : { error: (error ?? '').slice(0, 500) }) };
}
