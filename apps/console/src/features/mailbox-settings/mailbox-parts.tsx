/** The parts of a mailbox's form: who it is, where its mail is fetched and sent, how one logs in, what happens to what was filed. */
import { useId, type ReactNode } from 'react';
import { AfterFiling, type MailboxView, type MailTestResult, type QueueSettingsView } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { Labelled } from '../time-settings/settings-form.js';
import { QueueField } from './queue-field.js';
import { LoginFields } from './login-fields.js';
import type { MailboxDraft } from './mailbox-draft.js';
import { ServerFields } from './server-fields.js';
import { SyncChoice } from './sync-choice.js';

interface Props {
  draft: MailboxDraft;
  mailbox: MailboxView | null;
  tested: MailTestResult | null;
  returnUrl: string;
  queues: readonly QueueSettingsView[];
  onChange: (part: Partial<MailboxDraft>) => void;
}

export function MailboxParts(props: Props) {
  const { draft, mailbox, onChange } = props;
  const say = useSay();
  const fixed = mailbox?.fromEnvironment ?? false;
  return (
    <>
      <Part title={say('mailboxes.part-who')}>
        <Labelled label={say('mailboxes.address')}>
          <input
            type="email"
            value={draft.address}
            maxLength={320}
            disabled={mailbox?.permanent}
            onChange={(event) => onChange({ address: event.target.value })}
            data-testid="mailbox-form-address"
          />
        </Labelled>
        <Labelled label={say('mailboxes.name')}>
          <input
            value={draft.name}
            maxLength={120}
            onChange={(event) => onChange({ name: event.target.value })}
            data-testid="mailbox-name"
          />
        </Labelled>
        <Labelled label={say('mailboxes.aliases')}>
          <textarea
            rows={2}
            value={draft.aliases}
            onChange={(event) => onChange({ aliases: event.target.value })}
            data-testid="mailbox-aliases"
          />
        </Labelled>
        <QueueField
          queueId={draft.queueId}
          queues={props.queues}
          onChange={(queueId) => onChange({ queueId })}
        />
      </Part>
      {fixed ? (
        <Part title={say('mailboxes.part-receiving')}>
          <p className="muted">{say('mailboxes.from-environment')}</p>
        </Part>
      ) : (
        <Receiving {...props} />
      )}
      <Part title={say('mailboxes.part-sending')}>
        <Tick
          label={say('mailboxes.sends')}
          on={draft.sends}
          onChange={(sends) => onChange({ sends })}
          testId="mailbox-sends"
        />
        {draft.sends && (
          <ServerFields
            server={draft.sending}
            onChange={(sending) => onChange({ sending })}
            testId="sending"
          />
        )}
      </Part>
      {(draft.receives || draft.sends) && (
        <Part title={say('mailboxes.part-login')}>
          <LoginFields
            draft={draft}
            kept={mailbox?.login ?? null}
            returnUrl={props.returnUrl}
            onChange={onChange}
          />
        </Part>
      )}
      <details className="card mailbox-part">
        <summary>{say('mailboxes.part-more')}</summary>
        <Labelled label={say('mailboxes.authority')}>
          <textarea
            rows={3}
            spellCheck={false}
            value={draft.authority}
            onChange={(event) => onChange({ authority: event.target.value })}
            data-testid="mailbox-authority"
          />
        </Labelled>
        <Labelled label={say('mailboxes.trusted')}>
          <input
            value={draft.trustedServer}
            maxLength={253}
            onChange={(event) => onChange({ trustedServer: event.target.value })}
          />
        </Labelled>
      </details>
    </>
  );
}

function Receiving({ draft, mailbox, tested, onChange }: Props) {
  const say = useSay();
  return (
    <Part title={say('mailboxes.part-receiving')}>
      <Tick
        label={say('mailboxes.receives')}
        on={draft.receives}
        onChange={(receives) => onChange({ receives })}
        testId="mailbox-receives"
      />
      {draft.receives && (
        <>
          <ServerFields
            server={draft.receiving}
            onChange={(receiving) => onChange({ receiving })}
            testId="receiving"
          />
          <div className="mailbox-server">
            <Labelled label={say('mailboxes.folder')}>
              <input
                value={draft.folder}
                maxLength={200}
                onChange={(event) => onChange({ folder: event.target.value })}
                data-testid="mailbox-folder"
              />
            </Labelled>
            <Labelled label={say('mailboxes.after-filing')}>
              <select
                value={draft.afterFiling}
                onChange={(event) => onChange({ afterFiling: AfterFiling.parse(event.target.value) })}
                data-testid="mailbox-after-filing"
              >
                {AfterFiling.options.map((act) => (
                  <option key={act} value={act}>
                    {say(`mailboxes.after-${act}`)}
                  </option>
                ))}
              </select>
            </Labelled>
            {draft.afterFiling === 'move' && (
              <Labelled label={say('mailboxes.move-to')}>
                <input
                  value={draft.moveTo}
                  maxLength={200}
                  onChange={(event) => onChange({ moveTo: event.target.value })}
                  data-testid="mailbox-move-to"
                />
              </Labelled>
            )}
          </div>
          {!mailbox?.receiving && (
            <SyncChoice
              days={draft.firstSyncDays}
              counts={tested?.counts ?? null}
              onChange={(firstSyncDays) => onChange({ firstSyncDays })}
            />
          )}
        </>
      )}
    </Part>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="card mailbox-part">
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}

interface TickProps {
  label: string;
  on: boolean;
  onChange: (on: boolean) => void;
  testId: string;
}

function Tick({ label, on, onChange, testId }: TickProps) {
  const id = useId();
  return (
    <label className="tick" htmlFor={id}>
      <input
        id={id}
        type="checkbox"
        checked={on}
        onChange={(event) => onChange(event.target.checked)}
        data-testid={testId}
      />
      {label}
    </label>
  );
}
