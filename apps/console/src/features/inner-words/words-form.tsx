/** One entry of a list: the words, plain ones in their place, why, and whether it is looked for. */
import { useState, type FormEvent } from 'react';
import { InnerWordKind, type InnerWords, type Locale, type WriteInnerWords } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { showToast } from '../../ui/toast.js';
import { Labelled } from '../time-settings/settings-form.js';

interface Props {
  locale: Locale;
  before: InnerWords | null;
  onDone: () => void;
  onSaved: () => void;
}

export function WordsForm({ locale, before, onDone, onSaved }: Props) {
  const say = useSay();
  const [entry, setEntry] = useState<WriteInnerWords>({
    locale,
    kind: before?.kind ?? 'jargon',
    words: before?.words ?? '',
    replacement: before?.replacement ?? null,
    why: before?.why ?? '',
    active: before?.active ?? true,
  });
  const change = (part: Partial<WriteInnerWords>): void => setEntry({ ...entry, ...part });
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const done = await attempt(() =>
      before ? api.changeInnerWords(before.id, entry) : api.addInnerWords(entry),
    );
    if (!done) return;
    showToast({ text: say('common.saved') });
    onSaved();
    onDone();
  }
  return (
    <form className="card settings-card" onSubmit={(event) => void save(event)} data-testid="words-form">
      <Labelled label={say('inner-words.words')}>
        <input
          value={entry.words}
          required
          maxLength={200}
          autoFocus
          onChange={(event) => change({ words: event.target.value })}
          data-testid="words-words"
        />
      </Labelled>
      <p className="muted">{say('inner-words.words-hint')}</p>
      <Labelled label={say('inner-words.kind')}>
        <select
          value={entry.kind}
          onChange={(event) => change({ kind: InnerWordKind.parse(event.target.value) })}
        >
          {InnerWordKind.options.map((kind) => (
            <option key={kind} value={kind}>
              {say(`kitchen.kind-${kind}`)}
            </option>
          ))}
        </select>
      </Labelled>
      <Labelled label={say('inner-words.replacement')}>
        <input
          value={entry.replacement ?? ''}
          maxLength={300}
          onChange={(event) =>
            change({ replacement: event.target.value.trim() === '' ? null : event.target.value })
          }
          data-testid="words-replacement"
        />
      </Labelled>
      <Labelled label={say('inner-words.why')}>
        <input
          value={entry.why}
          required
          maxLength={500}
          onChange={(event) => change({ why: event.target.value })}
          data-testid="words-why"
        />
      </Labelled>
      <label className="holiday-half">
        <input
          type="checkbox"
          checked={entry.active}
          onChange={(event) => change({ active: event.target.checked })}
        />
        {say('inner-words.active')}
      </label>
      <div className="promise-acts">
        <button type="submit" className="btn primary" data-testid="words-save">
          {say('common.save')}
        </button>
        <button type="button" className="btn ghost" onClick={onDone}>
          {say('common.cancel')}
        </button>
      </div>
    </form>
  );
}
