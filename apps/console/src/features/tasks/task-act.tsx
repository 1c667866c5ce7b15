/** How a task ends or goes back: one line of words, always asked for, in the place of the button that was pressed. */
import { useState, type FormEvent } from 'react';
import type { MessageId } from '@lib/design';
import { useSay } from '../../i18n.js';
import { showToast } from '../../ui/toast.js';
import { attempt } from '../record/attempt.js';

export interface TaskAct {
  id: 'finish' | 'give-back' | 'drop';
  run: (words: string) => Promise<unknown>;
}

const texts = {
  finish: { button: 'task.finish', words: 'task.result', done: 'task.finished' },
  'give-back': { button: 'task.give-back', words: 'task.why', done: 'task.given-back' },
  drop: { button: 'task.drop', words: 'task.why', done: 'task.dropped' },
} as const satisfies Record<TaskAct['id'], Record<string, MessageId>>;

export function TaskActs({ acts, onDone }: { acts: TaskAct[]; onDone?: () => void }) {
  const say = useSay();
  const [asked, setAsked] = useState<TaskAct | null>(null);
  const [words, setWords] = useState('');
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!asked || words.trim() === '') return;
    if (!(await attempt(() => asked.run(words.trim())))) return;
    showToast({ text: say(texts[asked.id].done) });
    setAsked(null);
    setWords('');
    onDone?.();
  }
  if (!asked)
    return (
      <span className="task-acts">
        {acts.map((act) => (
          <button
            key={act.id}
            type="button"
            className={`btn sm ${act.id === 'finish' ? '' : 'ghost'}`}
            onClick={() => setAsked(act)}
            data-testid={`task-${act.id}`}
          >
            {say(texts[act.id].button)}
          </button>
        ))}
      </span>
    );
  return (
    <form
      className="record-form task-words"
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => event.key === 'Escape' && setAsked(null)}
    >
      <label className="pick inner">
        <span>{say(texts[asked.id].words)}</span>
        <textarea
          rows={2}
          value={words}
          maxLength={1_000}
          required
          autoFocus
          onChange={(event) => setWords(event.target.value)}
          data-testid="task-words"
        />
      </label>
      <div className="row2">
        <button type="button" className="btn sm" onClick={() => setAsked(null)}>
          {say('common.cancel')}
        </button>
        <button
          type="submit"
          className="btn sm primary"
          disabled={words.trim() === ''}
          data-testid="task-words-send"
        >
          {say(texts[asked.id].button)}
        </button>
      </div>
    </form>
  );
}
