/** Over the field: who else is at the same answer, who has given one meanwhile, and what another window wrote. */
import { PenLine, Reply, Copy } from 'lucide-react';
import type { Drafts, TimelineItem } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import type { DraftKeeper, DraftState } from './draft-keeper.js';

interface Props {
  /** Seen writing just now. */
  writing: readonly string[];
  others: Drafts['others'];
  answer: TimelineItem | undefined;
  draft: DraftState;
  keeper: DraftKeeper;
}

export function BesideYou({ writing, others, answer, draft, keeper }: Props) {
  const say = useSay();
  const now = useNow();
  // Who has answered is not writing any more, whatever was seen of them a moment ago.
  const at = writing.filter((name) => name !== answer?.author.name);
  const begun = others.filter(({ agent }) => !at.includes(agent.name));
  return (
    <div className="beside" role="status" data-testid="beside-you">
      {answer && (
        <p className="warn" data-testid="answered-meanwhile">
          <Reply className="ic" aria-hidden="true" />
          {say('writing.answered', { name: answer.author.name ?? '', time: momentText(answer.at, now) })}
        </p>
      )}
      {at.map((name) => (
        <p key={name} data-testid="collision">
          <PenLine className="ic" aria-hidden="true" />
          {say('writing.too', { name })}
        </p>
      ))}
      {begun.map(({ agent, savedAt }) => (
        <p key={agent.id} data-testid="collision">
          <PenLine className="ic" aria-hidden="true" />
          {say('writing.begun', { name: agent.name, time: momentText(savedAt, now) })}
        </p>
      ))}
      {draft.elsewhere && (
        <div className="elsewhere" data-testid="draft-elsewhere">
          <p>
            <Copy className="ic" aria-hidden="true" />
            {say(draft.elsewhere.text === '' ? 'writing.elsewhere-gone' : 'writing.elsewhere')}
          </p>
          {draft.elsewhere.text !== '' && <q className="clip">{draft.elsewhere.text}</q>}
          <button type="button" className="btn sm" onClick={() => keeper.settle('theirs')}>
            {say(draft.elsewhere.text === '' ? 'writing.elsewhere-drop' : 'writing.elsewhere-theirs')}
          </button>
          <button type="button" className="btn sm primary" onClick={() => keeper.settle('mine')}>
            {say('writing.elsewhere-mine')}
          </button>
        </div>
      )}
    </div>
  );
}
