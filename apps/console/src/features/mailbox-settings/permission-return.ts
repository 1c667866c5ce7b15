/** Back from a provider's page: hands in what it sent, once, and takes it out of the address at once. */
import { useEffect } from 'react';
import type { GivenMailPermission, MeView } from '@lib/contracts';
import { mailboxApi } from '../../api/mailbox-calls.js';
import { say } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { showToast } from '../../ui/toast.js';

export function usePermissionReturn({ role }: MeView, done: () => Promise<void>): void {
  useEffect(() => {
    const given = givenIn(location.search);
    if (!given || role !== 'admin') return;
    // A code works once, and has no business in the history or in a link that is passed on.
    history.replaceState(history.state, '', location.pathname);
    void attempt(() => mailboxApi.givePermission(given)).then(async (worked) => {
      if (worked) showToast({ text: say('mailboxes.permission-given') });
      await done();
    });
  }, []);
}

export function givenIn(search: string): GivenMailPermission | null {
  const values = new URLSearchParams(search);
  const state = values.get('state');
  const code = values.get('code');
  const error = values.get('error_description') ?? values.get('error');
  if (!state || (!code && !error)) return null;
  return { state, ...(code ? { code } : { error: (error ?? '').slice(0, 500) }) };
}
