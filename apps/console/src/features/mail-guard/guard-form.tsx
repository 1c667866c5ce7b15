/** One mailbox: whose spam headers it believes, where its two lines are, and which forwarders vouch for mail they changed. */
import { useState, type FormEvent } from 'react';
import { SpamHeaders, type MailGuardView } from '@lib/contracts';
import { mailApi } from '../../api/mail-calls.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { showToast } from '../../ui/toast.js';
import { Labelled } from '../time-settings/settings-form.js';

interface Props {
  guard: MailGuardView;
  mayChange: boolean;
  onSaved: () => void;
}

export function GuardForm({ guard, mayChange, onSaved }: Props) {
  const say = useSay();
  const [draft, setDraft] = useState(() => ({
    spamHeaders: guard.spamHeaders,
    flagAt: String(guard.flagAt),
    holdAt: String(guard.holdAt),
    arcSealers: guard.arcSealers.join(', '),
  }));
  const [busy, setBusy] = useState(false);
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const body = {
      spamHeaders: draft.spamHeaders,
      flagAt: Number(draft.flagAt),
      holdAt: Number(draft.holdAt),
      arcSealers: draft.arcSealers.split(/[\s,;]+/).filter(Boolean),
    };
    if (await attempt(() => mailApi.putGuard(guard, body))) {
      showToast({ text: say('mail-guard.saved', { address: guard.address }) });
      onSaved();
    }
    setBusy(false);
  };
  const line = (field: 'flagAt' | 'holdAt') => (
    <Labelled label={say(`mail-guard.${field}`)}>
      <input
        type="number"
        min={0.5}
        max={100}
        step={0.5}
        required
        value={draft[field]}
        onChange={(event) => setDraft({ ...draft, [field]: event.target.value })}
        data-testid={`guard-${field}`}
      />
    </Labelled>
  );
  return (
    <form
      className="card guard-form"
      aria-label={guard.address}
      onSubmit={(event) => void save(event)}
      data-testid="guard-form"
    >
      <fieldset disabled={!mayChange || busy}>
        <legend>{guard.address}</legend>
        <Labelled label={say('mail-guard.headers')}>
          <select
            value={draft.spamHeaders}
            onChange={(event) => setDraft({ ...draft, spamHeaders: SpamHeaders.parse(event.target.value) })}
            data-testid="guard-headers"
          >
            {SpamHeaders.options.map((one) => (
              <option key={one} value={one}>
                {say(`mail-guard.headers-${one}`)}
              </option>
            ))}
          </select>
        </Labelled>
        <div className="guard-lines">
          {line('flagAt')}
          {line('holdAt')}
        </div>
        <Labelled label={say('mail-guard.sealers')}>
          <input
            value={draft.arcSealers}
            maxLength={2_000}
            spellCheck={false}
            onChange={(event) => setDraft({ ...draft, arcSealers: event.target.value })}
            data-testid="guard-sealers"
          />
        </Labelled>
        {mayChange && (
          <button type="submit" className="btn" data-testid="guard-save">
            {say('common.save')}
          </button>
        )}
      </fieldset>
    </form>
  );
}
