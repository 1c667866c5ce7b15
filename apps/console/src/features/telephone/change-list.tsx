/** What we have changed at the carrier, by whom and when, and the way back. */
import { Undo2 } from 'lucide-react';
import type { TelephoneChange } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useNow } from '../../ui/now.js';
import { fullText, momentText } from '../../ui/time-text.js';

interface Props {
  changes: TelephoneChange[];
  busy: boolean;
  onUndo: (changeId: string) => void;
}

export function ChangeList({ changes, busy, onUndo }: Props) {
  const say = useSay();
  const now = useNow();
  if (changes.length === 0) return null;
  return (
    <section className="telephone-changes" aria-labelledby="telephone-changes">
      <h2 id="telephone-changes">{say('telephone.changes')}</h2>
      <ul>
        {changes.map(({ id, name, at, by, state, fields }) => (
          <li key={id} className="card" data-testid="telephone-change" data-state={state}>
            <div>
              <p>
                <b className="num">{name}</b> <span className="chip">{say(`telephone.state-${state}`)}</span>
              </p>
              <p className="muted">
                {by.name} · <time title={fullText(at)}>{momentText(at, now)}</time>
              </p>
              <details>
                <summary>{say('telephone.what-changed', { count: fields.length })}</summary>
                <dl>
                  {fields.map(({ field, before, after }) => (
                    <div key={field}>
                      <dt>{say(`telephone.field-${field}`)}</dt>
                      <dd>
                        {before || say('telephone.nothing')} → {after || say('telephone.nothing')}
                      </dd>
                    </div>
                  ))}
                </dl>
              </details>
            </div>
            {(state === 'done' || state === 'uncertain') && (
              <button
                type="button"
                className="btn sm"
                aria-disabled={busy}
                onClick={() => onUndo(id)}
                data-testid="telephone-undo"
              >
                <Undo2 className="ic" aria-hidden="true" />
                {say('telephone.put-back')}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
