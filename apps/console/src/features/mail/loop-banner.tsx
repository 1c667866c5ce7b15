/** On the ticket that gathers what came faster than people write: why it is here, and that nothing automatic answers. */
import { RefreshCwOff } from 'lucide-react';
import type { TimelineItem } from '@lib/contracts';
import { useSay } from '../../i18n.js';

export function LoopBanner({ items }: { items: readonly TimelineItem[] }) {
  const say = useSay();
  const said = items.find(({ kind, data }) => kind === 'event' && data.name === 'mail.possible-loop');
  if (!said) return null;
  return (
    <div className="notice warn" role="note" data-testid="loop-banner">
      <RefreshCwOff className="ic" aria-hidden="true" />
      <span>
        <b>{say('loop.title')}</b>{' '}
        {say(said.data.why === 'same-subject' ? 'loop.same-subject' : 'loop.many-from-sender')}{' '}
        {say('loop.text')}
      </span>
    </div>
  );
}
