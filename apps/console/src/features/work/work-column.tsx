/** The second column: my work or the queues I serve. */
import { useState } from 'react';
import { Link } from '@tanstack/react-router';
import type { MeView } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { NewTicketButton } from '../new-ticket/new-ticket-dialog.js';
import { ownCount } from './grouping.js';
import { QueueList } from './queue-list.js';
import { WorkList } from './work-list.js';

export function WorkColumn({ me, open }: { me: MeView; open: string | undefined }) {
  const say = useSay();
  const [tab, setTab] = useState<'mine' | 'queue'>('mine');
  const mine = useLive((state) => ownCount(state, me.id));
  const waiting = useLive((state) =>
    [...state.queues.values()].reduce((sum, queue) => sum + queue.waiting, 0),
  );
  const button = (name: 'mine' | 'queue', count: number) => (
    <button
      type="button"
      role="tab"
      id={`tab-${name}`}
      aria-selected={tab === name}
      aria-controls="work-panel"
      tabIndex={tab === name ? 0 : -1}
      onClick={() => setTab(name)}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
        const other = name === 'mine' ? 'queue' : 'mine';
        setTab(other);
        document.getElementById(`tab-${other}`)?.focus();
      }}
      data-testid={`tab-${name}`}
    >
      {say(name === 'mine' ? 'work.mine' : 'work.queue')}
      <b className="num">{count}</b>
    </button>
  );
  return (
    <section className="list" aria-label={say('work.title')}>
      <header>
        <h2>{say('work.title')}</h2>
        <span className="sr">{say('work.sorted')}</span>
        <NewTicketButton />
        <Link to="/views" className="views-link" data-testid="all-tickets">
          {say('views.title')}
        </Link>
      </header>
      <div className="seg" role="tablist" aria-label={say('work.tabs')}>
        {button('mine', mine)}
        {button('queue', waiting)}
      </div>
      <div className="list-panel" role="tabpanel" id="work-panel" aria-labelledby={`tab-${tab}`}>
        {tab === 'mine' ? (
          <WorkList me={me} open={open} onShowQueue={() => setTab('queue')} />
        ) : (
          <QueueList open={open} />
        )}
      </div>
    </section>
  );
}
