/** What can be done to the chosen tickets: at once, or after one question. */
import { useState } from 'react';
import { MOST_BULK_TICKETS, type BulkAction, type MeView, type Ticket } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { BulkDialog } from './bulk-dialog.js';
import { asks, type Asked } from './bulk-fields.js';
import { BulkHandOver } from './bulk-hand-over.js';
import { startJob } from './bulk-jobs.js';
import type { Selection } from './selection.js';

interface Props {
  me: MeView;
  selection: Selection;
  /** The first of the chosen that is loaded: its customer's language is the one texts are checked in. */
  first: Ticket | undefined;
  /** There are others in this view. */
  mayGrow: boolean;
  onAll: () => void;
  onNothing: () => void;
}

export function BulkBar({ me, selection, first, mayGrow, onAll, onNothing }: Props) {
  const say = useSay();
  const [asked, setAsked] = useState<Asked | 'hand-over' | null>(null);
  const count = selection.ids.size;
  async function start(action: BulkAction): Promise<boolean> {
    const begun = await startJob(selection.ids, action);
    if (begun) onNothing();
    return begun;
  }
  const close = (): void => setAsked(null);
  return (
    <>
      <div className="bulk-bar" role="toolbar" aria-label={say('bulk.bar')} data-testid="bulk-bar">
        <b role="status">{say('bulk.selected', { count })}</b>
        {mayGrow && count < MOST_BULK_TICKETS && (
          <button type="button" className="btn sm ghost" onClick={onAll} data-testid="bulk-all">
            {say('bulk.all', { most: MOST_BULK_TICKETS })}
          </button>
        )}
        <button type="button" className="btn sm ghost" onClick={onNothing} data-testid="bulk-none">
          {say('bulk.none')}
        </button>
        <span className="sp" />
        <button
          type="button"
          className="btn sm"
          onClick={() => void start({ do: 'take' })}
          data-testid="bulk-take"
        >
          {say('bulk.take')}
        </button>
        <button
          type="button"
          className="btn sm"
          onClick={() => setAsked('hand-over')}
          data-testid="bulk-hand-over"
        >
          {say('bulk.hand-over')}
        </button>
        {asks.map((one) => (
          <button
            key={one}
            type="button"
            className="btn sm"
            onClick={() => setAsked(one)}
            data-testid={`bulk-${one}`}
          >
            {say(`bulk.${one}`)}
          </button>
        ))}
        <button
          type="button"
          className="btn sm"
          onClick={() => void start({ do: 'follow', follow: true })}
          data-testid="bulk-follow"
        >
          {say('bulk.follow')}
        </button>
      </div>
      {asked === 'hand-over' && first && (
        <BulkHandOver me={me} count={count} first={first} onStart={start} onClose={close} />
      )}
      {asked && asked !== 'hand-over' && (
        <BulkDialog asked={asked} count={count} onStart={start} onClose={close} />
      )}
    </>
  );
}
