/** Who listened to me: everything that is kept of it, newest first, nothing left out. */
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ListenedTo } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay, type Say } from '../../i18n.js';
import { Dialog } from '../../ui/dialog.js';
import { DialogHead } from '../../ui/dialog-head.js';
import { Failure } from '../../ui/failure.js';
import { serverNow } from '../../ui/now.js';
import { clockText, momentText } from '../../ui/time-text.js';
import { purposeText } from './listener-text.js';
import './supervision.css';

export function ListenedToDialog({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const { data, error, isPending, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } =
    useInfiniteQuery({
      queryKey: ['listened-to'],
      queryFn: ({ pageParam }) => api.listenedTo(pageParam),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    });
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Dialog labelledBy="listened-title" className="dlg narrow" testId="listened-to" onClose={onClose}>
      <DialogHead
        id="listened-title"
        title={say('supervision.listened-title')}
        lead={say('supervision.listened-lead')}
        onClose={onClose}
      />
      <div className="listened">
        {isPending && <p className="muted">{say('common.loading')}</p>}
        {error && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
        {data && items.length === 0 && <p className="muted">{say('supervision.listened-none')}</p>}
        <ul>
          {items.map((item) => (
            <li key={item.id} data-testid="listened-one">
              <b>{item.supervisor.name}</b>
              <span className="num">{whenText(item, say)}</span>
              <span>{purposeText(item, say)}</span>
              <small className="muted">
                {item.ticket.number} · {howText(item, say)}
              </small>
            </li>
          ))}
        </ul>
        {hasNextPage && (
          <button
            type="button"
            className="btn sm"
            disabled={isFetchingNextPage}
            onClick={() => void fetchNextPage()}
          >
            {say('supervision.listened-more')}
          </button>
        )}
      </div>
    </Dialog>
  );
}

function whenText({ askedAt, hereAt, endedAt }: ListenedTo, say: Say): string {
  const from = momentText(hereAt ?? askedAt, serverNow());
  if (!hereAt) return from;
  return endedAt ? `${from} – ${clockText(endedAt)}` : say('supervision.listened-since', { time: from });
}

function howText({ hereAt, modes }: ListenedTo, say: Say): string {
  if (!hereAt) return say('supervision.listened-never');
  const loudest = modes.includes('barge') ? 'barge' : modes.includes('whisper') ? 'whisper' : 'listen';
  return say(`supervision.listened-${loudest}`);
}
