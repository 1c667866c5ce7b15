/** After a conversation: the time left to note what was said, more of it, or done. */
import { NotebookPen } from 'lucide-react';
import type { InteractionView } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useNow } from '../../ui/now.js';
import { timerText } from '../../ui/time-text.js';
import { completeWrapUp, extendWrapUp } from './ticket-commands.js';

export function WrapUpBar({ interaction }: { interaction: InteractionView }) {
  const say = useSay();
  const now = useNow();
  const left = interaction.wrapUpUntil ? Date.parse(interaction.wrapUpUntil) - now : 0;
  return (
    <section className="wrapbar" aria-label={say('wrapup.title')} data-testid="wrap-up">
      <NotebookPen className="ic" aria-hidden="true" />
      <span>
        <b>
          {say('wrapup.title')}{' '}
          <span className="num two" role="timer" aria-live="off">
            {left > 0 ? say('wrapup.left', { time: timerText(left) }) : say('wrapup.over')}
          </span>
        </b>
        <small>{say('wrapup.text')}</small>
      </span>
      <button
        type="button"
        className="btn sm"
        onClick={() => void extendWrapUp(interaction.id)}
        data-testid="wrap-up-more"
      >
        {say('wrapup.more')}
      </button>
      <button
        type="button"
        className="btn sm primary"
        onClick={() => void completeWrapUp(interaction.id)}
        data-testid="wrap-up-done"
      >
        {say('wrapup.done')}
      </button>
    </section>
  );
}
