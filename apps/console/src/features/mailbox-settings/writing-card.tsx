/** How a mailbox writes: its sender's name and address and its signature, typed beside what a customer will see of them. */
import { useState, type FormEvent } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import {
  unknownWritingVariables,
  WriteMailWriting,
  WritingVariable,
  type MailboxView,
  type MailWriting,
} from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { mailboxApi } from '../../api/mailbox-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { Failure, problemText } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { showToast } from '../../ui/toast.js';
import { useLeaveGuard } from '../queue-settings/leave-guard.js';
import { Labelled } from '../time-settings/settings-form.js';
import { WritingPreview } from './writing-preview.js';

interface Props {
  mailbox: MailboxView;
  readOnly: boolean;
  onSaved: () => void;
}

const keyOf = ({ id }: MailboxView): string[] => ['mail-writing', id];

export function WritingCard(props: Props) {
  const say = useSay();
  const { data, error, refetch } = useQuery({
    queryKey: keyOf(props.mailbox),
    queryFn: ({ signal }) => mailboxApi.writing(props.mailbox.id, signal),
  });
  return (
    <section
      className="card mailbox-part writing-card"
      aria-labelledby="writing-title"
      data-testid="mail-writing"
    >
      <h2 id="writing-title">{say('mail-writing.title')}</h2>
      <p className="muted">{say('mail-writing.lead')}</p>
      {error ? (
        <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />
      ) : data ? (
        <WritingForm key={data.version} writing={data} {...props} />
      ) : (
        <Skeleton rows={4} />
      )}
    </section>
  );
}

function WritingForm({ mailbox, readOnly, onSaved, writing }: Props & { writing: MailWriting }) {
  const say = useSay();
  const client = useQueryClient();
  const { version, ...first } = writing;
  const [draft, setDraft] = useState<WriteMailWriting>(first);
  const [fault, setFault] = useState<string | null>(null);
  const dirty = JSON.stringify(draft) !== JSON.stringify(first);
  const guard = useLeaveGuard(dirty, () => undefined);
  const change = (part: Partial<WriteMailWriting>): void => setDraft({ ...draft, ...part });
  const strange = [draft.nameTemplate, draft.signature.fr, draft.signature.en].flatMap(
    unknownWritingVariables,
  );

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const parsed = WriteMailWriting.safeParse(draft);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return setFault(say('mail-writing.fault', { field: say(fieldOf(issue?.path ?? [])) }));
    }
    try {
      const saved = await mailboxApi.write(mailbox.id, parsed.data, version);
      setFault(null);
      client.setQueryData(keyOf(mailbox), saved);
      showToast({ text: say('mail-writing.saved') });
      onSaved();
    } catch (error) {
      setFault(problemText(asRefusal(error)));
    }
  }

  const text = (field: 'nameTemplate' | 'team' | 'phone', label: MessageId, max: number) => (
    <Labelled label={say(label)}>
      <input
        value={draft[field]}
        maxLength={max}
        onChange={(event) => change({ [field]: event.target.value })}
        data-testid={`writing-${field}`}
      />
    </Labelled>
  );
  return (
    <form noValidate onSubmit={(event) => void save(event)} className="writing-form">
      <fieldset className="bare" disabled={readOnly}>
        {text('nameTemplate', 'mail-writing.name', 120)}
        <p className="muted small">{say('mail-writing.name-lead')}</p>
        {mailbox.aliases.length > 0 && (
          <Labelled label={say('mail-writing.display-address')}>
            <select
              value={draft.displayAddress ?? mailbox.address}
              onChange={({ target }) =>
                change({ displayAddress: target.value === mailbox.address ? null : target.value })
              }
              data-testid="writing-address"
            >
              {[mailbox.address, ...mailbox.aliases].map((address) => (
                <option key={address}>{address}</option>
              ))}
            </select>
          </Labelled>
        )}
        <div className="writing-pair">
          {text('team', 'mail-writing.team', 80)}
          {text('phone', 'mail-writing.phone', 40)}
        </div>
        <div className="writing-pair">
          {(['fr', 'en'] as const).map((locale) => (
            <Labelled key={locale} label={say(`mail-writing.signature-${locale}`)}>
              <textarea
                rows={5}
                maxLength={1_000}
                lang={locale}
                value={draft.signature[locale]}
                onChange={(event) =>
                  change({ signature: { ...draft.signature, [locale]: event.target.value } })
                }
                data-testid={`writing-signature-${locale}`}
              />
            </Labelled>
          ))}
        </div>
        <p className="muted small">
          {say('mail-writing.variables')}{' '}
          {WritingVariable.options.map((name) => (
            <code key={name}>{`{{${name}}} `}</code>
          ))}
        </p>
        <label className="tick">
          <input
            type="checkbox"
            checked={draft.asksWhenRead}
            onChange={(event) => change({ asksWhenRead: event.target.checked })}
            data-testid="writing-asks-when-read"
          />
          {say('mail-writing.asks-when-read')}
        </label>
        <p className="muted small">{say('mail-writing.asks-lead')}</p>
      </fieldset>
      <WritingPreview draft={draft} mailbox={mailbox} />
      {(fault !== null || strange.length > 0) && (
        <p className="fault" role="alert" data-testid="writing-fault">
          {strange.length > 0 ? say('mail-writing.unknown', { name: strange[0] ?? '' }) : fault}
        </p>
      )}
      {!readOnly && (
        <button
          type="submit"
          className="btn primary"
          disabled={!dirty || strange.length > 0}
          data-testid="writing-save"
        >
          {say('common.save')}
        </button>
      )}
      {guard.ask}
    </form>
  );
}

function fieldOf([field, part]: PropertyKey[]): MessageId {
  if (field === 'signature') return part === 'en' ? 'mail-writing.signature-en' : 'mail-writing.signature-fr';
  if (field === 'team') return 'mail-writing.team';
  if (field === 'phone') return 'mail-writing.phone';
  return field === 'displayAddress' ? 'mail-writing.display-address' : 'mail-writing.name';
}
