/** The first step to a new mailbox: its address, from which its servers are looked up. */
import { useState, type FormEvent } from 'react';
import { ArrowLeft } from 'lucide-react';
import { mailboxApi } from '../../api/mailbox-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { problemText } from '../../ui/failure.js';
import { showToast } from '../../ui/toast.js';
import { Labelled } from '../time-settings/settings-form.js';
import { draftFor, type MailboxDraft } from './mailbox-draft.js';

interface Props {
  onFound: (draft: MailboxDraft) => void;
  onCancel: () => void;
}

export function AddressStep({ onFound, onCancel }: Props) {
  const say = useSay();
  const [address, setAddress] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const wanted = address.trim().toLowerCase();
    if (!/^\S+@\S+\.\S+$/.test(wanted)) return setFault(say('mailboxes.address-fault'));
    setBusy(true);
    try {
      const found = await mailboxApi.find(wanted);
      showToast({ text: say(`mailboxes.found-${found.by}`) });
      onFound(draftFor(wanted, found));
    } catch (error) {
      const refusal = asRefusal(error);
      setFault(refusal.code === 'invalid-input' ? say('mailboxes.address-fault') : problemText(refusal));
      setBusy(false);
    }
  }
  return (
    <>
      <header className="page-head editor-head">
        <button type="button" className="btn sm ghost" onClick={onCancel}>
          <ArrowLeft className="ic" aria-hidden="true" />
          {say('mailboxes.back')}
        </button>
        <h1>{say('mailboxes.new')}</h1>
      </header>
      <form
        className="card mailbox-part mailbox-first"
        noValidate
        onSubmit={(event) => void submit(event)}
        data-testid="mailbox-address-step"
      >
        <Labelled label={say('mailboxes.address')}>
          <input
            type="email"
            autoFocus
            autoComplete="off"
            spellCheck={false}
            maxLength={320}
            placeholder="support@example.com"
            value={address}
            aria-invalid={fault !== null}
            onChange={(event) => {
              setAddress(event.target.value);
              setFault(null);
            }}
            data-testid="mailbox-address"
          />
        </Labelled>
        <p className="muted">{say('mailboxes.address-lead')}</p>
        {fault && (
          <p className="fault" role="alert">
            {fault}
          </p>
        )}
        <button type="submit" className="btn primary" disabled={busy} data-testid="mailbox-find">
          {say(busy ? 'mailboxes.finding' : 'mailboxes.find')}
        </button>
      </form>
    </>
  );
}
