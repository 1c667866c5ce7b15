/** One mailbox as it is set up: looked over, tested against its servers, and saved as a whole. */
import { useState, type FormEvent } from 'react';
import { ArrowLeft } from 'lucide-react';
import { WriteMailbox, type MailboxView, type MailTestResult, type QueueSettingsView } from '@lib/contracts';
import { mailboxApi } from '../../api/mailbox-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { problemText } from '../../ui/failure.js';
import { showToast } from '../../ui/toast.js';
import { ChangesCard } from '../queue-settings/changes-card.js';
import { useLeaveGuard } from '../queue-settings/leave-guard.js';
import { askPermission } from './ask-permission.js';
import { settingsOf, type MailboxDraft } from './mailbox-draft.js';
import { MailboxParts } from './mailbox-parts.js';
import { placeText } from './place-text.js';
import { WritingCard } from './writing-card.js';
import { TestResult } from './test-result.js';

interface Props {
  /** Null: a new one. */
  mailbox: MailboxView | null;
  first: MailboxDraft;
  returnUrl: string;
  queues: readonly QueueSettingsView[];
  readOnly: boolean;
  onSaved: (mailbox: MailboxView) => void;
  onClose: () => void;
}

type Busy = 'testing' | 'saving' | null;

export function MailboxEditor({ mailbox, first, returnUrl, queues, readOnly, onSaved, onClose }: Props) {
  const say = useSay();
  const [draft, setDraft] = useState(first);
  const [tested, setTested] = useState<MailTestResult | null>(null);
  const [faults, setFaults] = useState<string[]>([]);
  const [busy, setBusy] = useState<Busy>(null);
  /** How often its way of writing was saved: each is a change to be listed. */
  const [written, setWritten] = useState(0);
  const dirty = !readOnly && (mailbox === null || JSON.stringify(draft) !== JSON.stringify(first));
  const guard = useLeaveGuard(dirty && busy === null, onClose);

  /** Null when something cannot be sent as it is; then the faults are shown. */
  function checked(): WriteMailbox | null {
    const parsed = WriteMailbox.safeParse(settingsOf(draft));
    const places = parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join('.'));
    setFaults([...new Set(places.map((place) => placeText(place, say)))]);
    return parsed.data ?? null;
  }
  async function attemptWith(what: Busy, act: (settings: WriteMailbox) => Promise<void>): Promise<void> {
    const settings = checked();
    if (!settings || busy) return;
    setBusy(what);
    try {
      await act(settings);
    } catch (error) {
      const refusal = asRefusal(error);
      const places = refusal.errors.map(({ path }) => placeText(path, say));
      setFaults(places.length > 0 ? [...new Set(places)] : [problemText(refusal)]);
    } finally {
      setBusy(null);
    }
  }
  const test = (): Promise<void> =>
    attemptWith('testing', async (settings) => {
      setTested(null);
      setTested(await mailboxApi.test({ settings, mailboxId: mailbox?.id ?? null }));
    });
  const save = (event: FormEvent): void => {
    event.preventDefault();
    void attemptWith('saving', async (settings) => {
      const saved = mailbox
        ? await mailboxApi.change(mailbox.id, settings, mailbox.version)
        : await mailboxApi.make(settings);
      showToast({ text: say('mailboxes.saved', { address: saved.address }) });
      onSaved(saved);
      if (saved.login?.kind === 'oauth2' && !saved.login.authorised) await askPermission(saved.id);
    });
  };
  const change = (part: Partial<MailboxDraft>): void => {
    setDraft({ ...draft, ...part });
    // What was found is about other settings now; the count of mails stays useful.
    if (tested && !('firstSyncDays' in part)) setTested({ ...tested, steps: [] });
  };
  const byPerson = draft.issuer === 'google' || draft.grant === 'person';
  const byPage = draft.loginKind === 'oauth2' && byPerson && (draft.receives || draft.sends);
  const testable = draft.receives || draft.sends;

  return (
    <>
      <header className="page-head editor-head">
        <button type="button" className="btn sm ghost" onClick={guard.leave} data-testid="mailbox-back">
          <ArrowLeft className="ic" aria-hidden="true" />
          {say('mailboxes.back')}
        </button>
        <h1 data-testid="mailbox-title">{mailbox ? mailbox.address : say('mailboxes.new')}</h1>
        {readOnly && <p>{say('mailboxes.read-only')}</p>}
      </header>
      <form className="mailbox-form" noValidate onSubmit={save} data-testid="mailbox-form">
        <fieldset className="bare" disabled={readOnly}>
          <MailboxParts {...{ draft, mailbox, tested, returnUrl, queues }} onChange={change} />
        </fieldset>
        {tested && tested.steps.length > 0 && <TestResult result={tested} />}
        {faults.length > 0 && (
          <ul className="fault mailbox-faults" role="alert" data-testid="mailbox-faults">
            {faults.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        )}
        {!readOnly && (
          <footer className="mailbox-save">
            {testable && (
              <button
                type="button"
                className="btn"
                disabled={busy !== null}
                onClick={() => void test()}
                data-testid="mailbox-test"
              >
                {say(busy === 'testing' ? 'mailboxes.testing' : 'mailboxes.test')}
              </button>
            )}
            <button
              type="submit"
              className="btn primary"
              disabled={busy !== null || !dirty}
              data-testid="mailbox-save"
            >
              {say(byPage && mailbox === null ? 'mailboxes.save-and-permit' : 'common.save')}
            </button>
          </footer>
        )}
      </form>
      {mailbox && (
        <WritingCard mailbox={mailbox} readOnly={readOnly} onSaved={() => setWritten(written + 1)} />
      )}
      {mailbox && <ChangesCard id={mailbox.id} asOf={mailbox.version + written} read={mailboxApi.changes} />}
      {guard.ask}
    </>
  );
}
