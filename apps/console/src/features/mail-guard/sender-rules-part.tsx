/** The lists: who and what is blocked or allowed, by whom and why; added here, taken off with a way back. */
import { useState, type FormEvent } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { SenderRuleKind, type SenderRule, type WriteSenderRule } from '@lib/contracts';
import { mailApi } from '../../api/mail-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { EmptyState } from '../../ui/empty-state.js';
import { Failure } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { fullText } from '../../ui/time-text.js';
import { showToast } from '../../ui/toast.js';
import { Labelled } from '../time-settings/settings-form.js';

export function SenderRulesPart({ mayChange }: { mayChange: boolean }) {
  const say = useSay();
  const [find, setFind] = useState('');
  const list = useQuery({ queryKey: ['sender-rules'], queryFn: ({ signal }) => mailApi.senderRules(signal) });
  const again = (): void => void list.refetch();
  const remove = async (rule: SenderRule): Promise<void> => {
    if (!(await attempt(() => mailApi.removeSenderRule(rule.id)))) return;
    again();
    const undo = (): void =>
      void attempt(async () => {
        await mailApi.restoreSenderRule(rule.id);
        again();
      });
    showToast({
      text: say('mail-guard.removed', { value: rule.value }),
      action: { label: say('common.undo'), run: undo },
    });
  };
  if (list.error) return <Failure refusal={asRefusal(list.error)} onRetry={again} />;
  if (list.isPending) return <Skeleton rows={3} />;
  const wanted = find.trim().toLowerCase();
  const items = list.data.items.filter(({ value, why }) => `${value} ${why}`.toLowerCase().includes(wanted));
  return (
    <>
      {mayChange && <AddRule onAdded={again} />}
      {list.data.items.length > 0 && (
        <div className="guard-find">
          <Labelled label={say('mail-guard.find')}>
            <input
              type="search"
              value={find}
              maxLength={320}
              onChange={(event) => setFind(event.target.value)}
            />
          </Labelled>
        </div>
      )}
      {items.length === 0 ? (
        <EmptyState title={say('mail-guard.empty')} text={say('mail-guard.empty-text')} />
      ) : (
        <ul className="guard-list" data-testid="sender-rules">
          {items.map((rule) => (
            <li className="card" key={rule.id} data-testid="sender-rule">
              <div>
                <b>{rule.value}</b>{' '}
                <span className={`chip ${rule.says === 'block' ? 'late' : 'ok'}`}>
                  {say(`mail-guard.says-${rule.says}`)}
                </span>
                <p className="muted">
                  {say(`mail-guard.kind-${rule.kind}`)} · {fullText(rule.at)} · {rule.by.name}
                  {rule.rawMailId && ` · ${say('mail-guard.from-mail')}`}
                </p>
                {rule.why && <p>{rule.why}</p>}
              </div>
              {mayChange && (
                <button
                  type="button"
                  className="btn ghost icon sm"
                  aria-label={say('mail-guard.remove', { value: rule.value })}
                  onClick={() => void remove(rule)}
                  data-testid="sender-rule-remove"
                >
                  <Trash2 className="ic" aria-hidden="true" />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const NEW: WriteSenderRule = { kind: 'address', value: '', says: 'block', why: '' };

function AddRule({ onAdded }: { onAdded: () => void }) {
  const say = useSay();
  const [draft, setDraft] = useState(NEW);
  const says = draft.kind === 'words' ? 'block' : draft.says;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!(await attempt(() => mailApi.addSenderRule({ ...draft, says })))) return;
    setDraft(NEW);
    onAdded();
  };
  return (
    <form className="card guard-add" onSubmit={(event) => void submit(event)}>
      <Labelled label={say('mail-guard.what')}>
        <select
          value={draft.kind}
          onChange={(event) => setDraft({ ...draft, kind: SenderRuleKind.parse(event.target.value) })}
          data-testid="rule-kind"
        >
          {SenderRuleKind.options.map((kind) => (
            <option key={kind} value={kind}>
              {say(`mail-guard.kind-${kind}`)}
            </option>
          ))}
        </select>
      </Labelled>
      <Labelled label={say('mail-guard.value')}>
        <input
          required
          minLength={3}
          maxLength={320}
          value={draft.value}
          onChange={(event) => setDraft({ ...draft, value: event.target.value })}
          data-testid="rule-value"
        />
      </Labelled>
      <Labelled label={say('mail-guard.why')}>
        <input
          maxLength={300}
          value={draft.why}
          onChange={(event) => setDraft({ ...draft, why: event.target.value })}
          data-testid="rule-why"
        />
      </Labelled>
      <Labelled label={say('mail-guard.says')}>
        <select
          value={says}
          disabled={draft.kind === 'words'}
          onChange={(event) =>
            setDraft({ ...draft, says: event.target.value === 'allow' ? 'allow' : 'block' })
          }
          data-testid="rule-says"
        >
          <option value="block">{say('mail-guard.says-block')}</option>
          <option value="allow">{say('mail-guard.says-allow')}</option>
        </select>
      </Labelled>
      <button type="submit" className="btn" data-testid="rule-add">
        {say('mail-guard.add')}
      </button>
    </form>
  );
}
