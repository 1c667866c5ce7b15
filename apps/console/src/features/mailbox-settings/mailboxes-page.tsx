/** All mailboxes: how each does, and the one that is open; supervisors read, administrators set. */
import { useEffect, useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import type { MailboxList, MailboxView, MeView } from '@lib/contracts';
import { queueApi } from '../../api/queue-calls.js';
import { mailboxApi } from '../../api/mailbox-calls.js';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { attempt } from '../../ui/attempt.js';
import { EmptyState } from '../../ui/empty-state.js';
import { showToast } from '../../ui/toast.js';
import { SettingsForm } from '../time-settings/settings-form.js';
import { AddressStep } from './address-step.js';
import { askPermission } from './ask-permission.js';
import { draftOf, type MailboxDraft } from './mailbox-draft.js';
import { MailboxEditor } from './mailbox-editor.js';
import { MailboxRow } from './mailbox-row.js';
import { usePermissionReturn } from './permission-return.js';
import './mailbox-settings.css';

const KEY = ['mailboxes'];
const UNDO_MS = 10_000;

type Open = { kind: 'one'; id: string } | { kind: 'address' } | { kind: 'new'; draft: MailboxDraft } | null;

export function MailboxesPage({ me }: { me: MeView }) {
  const say = useSay();
  const client = useQueryClient();
  const [open, setOpen] = useState<Open>(null);
  const query = useQuery({ queryKey: KEY, queryFn: ({ signal }) => mailboxApi.list(signal) });
  const queues = useQuery({ queryKey: ['queue-settings'], queryFn: ({ signal }) => queueApi.list(signal) });
  const queueList = queues.data?.items ?? [];
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: KEY });
  usePushedHealth(again);
  usePermissionReturn(me, again);
  const items = query.data?.items ?? [];
  const admin = me.role === 'admin';
  const saved = (mailbox: MailboxView): void => {
    client.setQueryData<MailboxList>(
      KEY,
      (before) =>
        before && {
          ...before,
          items: [...before.items.filter(({ id }) => id !== mailbox.id), mailbox],
        },
    );
    setOpen(null);
    void again();
  };
  async function remove(mailbox: MailboxView): Promise<void> {
    if (!(await attempt(() => mailboxApi.remove(mailbox.id)))) return;
    await again();
    const run = (): void => void attempt(() => mailboxApi.restore(mailbox.id)).then(again);
    showToast(
      {
        text: say('mailboxes.removed', { address: mailbox.address }),
        action: { label: say('common.undo'), run },
      },
      UNDO_MS,
    );
  }
  const chosen = open?.kind === 'one' ? items.find(({ id }) => id === open.id) : undefined;
  if (open?.kind === 'address')
    return (
      <AddressStep onFound={(draft) => setOpen({ kind: 'new', draft })} onCancel={() => setOpen(null)} />
    );
  if (open?.kind === 'new' || chosen)
    return (
      <MailboxEditor
        key={chosen ? `${chosen.id}:${chosen.version}` : 'new'}
        mailbox={chosen ?? null}
        first={open?.kind === 'new' ? open.draft : draftOf(chosen as MailboxView)}
        returnUrl={query.data?.oauthReturnUrl ?? ''}
        queues={queueList}
        readOnly={!admin}
        onSaved={saved}
        onClose={() => setOpen(null)}
      />
    );
  return (
    <SettingsForm
      title="mailboxes.title"
      lead="mailboxes.lead"
      loading={query.isPending}
      error={query.error}
      onRetry={() => void query.refetch()}
    >
      {admin && (
        <button
          type="button"
          className="btn primary mailbox-new"
          onClick={() => setOpen({ kind: 'address' })}
          data-testid="mailbox-new"
        >
          <Plus className="ic" aria-hidden="true" />
          {say('mailboxes.new')}
        </button>
      )}
      {items.length === 0 && (
        <EmptyState title={say('mailboxes.empty-title')} text={say('mailboxes.empty-text')} />
      )}
      <ul className="mailbox-list">
        {items.map((mailbox) => (
          <MailboxRow
            key={mailbox.id}
            mailbox={mailbox}
            queues={queueList}
            onOpen={() => setOpen({ kind: 'one', id: mailbox.id })}
            onRetry={() => void attempt(() => mailboxApi.retry(mailbox.id)).then(again)}
            onPermission={admin ? () => void askPermission(mailbox.id) : null}
            onRemove={admin && !mailbox.permanent ? () => void remove(mailbox) : null}
          />
        ))}
      </ul>
    </SettingsForm>
  );
}

/** The page is read again when the gateway says that a mailbox does otherwise than before. */
function usePushedHealth(again: () => Promise<void>): void {
  const pushed = useLive((state) => state.overview?.mailboxes);
  const told = JSON.stringify(pushed ?? null);
  useEffect(() => void again(), [told]);
}
