/** For administrators: what could not be processed, with its reason and its raw data, and another try. */
import { useRef, useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import type { ParkedWork } from '@lib/contracts';
import { parkedApi } from '../../api/parked-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay, type Say } from '../../i18n.js';
import { EmptyState } from '../../ui/empty-state.js';
import { Failure, showRefusal } from '../../ui/failure.js';
import { useNow } from '../../ui/now.js';
import { Skeleton } from '../../ui/skeleton.js';
import { fullText, momentText } from '../../ui/time-text.js';
import { showToast } from '../../ui/toast.js';
import './parked.css';

const LIST = ['parked'];

export function ParkedPage() {
  const say = useSay();
  const client = useQueryClient();
  const title = useRef<HTMLHeadingElement>(null);
  const [busy, setBusy] = useState(false);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: LIST,
    queryFn: ({ signal }) => parkedApi.all(signal),
  });

  /** Whatever came of the try, the list is read again; where its button went, the focus goes to the title. */
  async function again(run: () => Promise<string>): Promise<void> {
    if (busy) return;
    setBusy(true);
    try {
      showToast({ text: await run() });
    } catch (refusal) {
      showRefusal(asRefusal(refusal));
    }
    await client.invalidateQueries({ queryKey: LIST });
    setBusy(false);
    setTimeout(() => document.activeElement === document.body && title.current?.focus());
  }
  const retry = (id: string) =>
    again(async () => say(`parked.outcome-${(await parkedApi.retry(id)).outcome}`));
  const retryAll = () =>
    again(async () => say('parked.all-under-way', { count: (await parkedApi.retryAll()).count }));

  return (
    <>
      <header className="page-head">
        <h1 ref={title} tabIndex={-1}>
          {say('parked.title')}
        </h1>
        <p>{say('parked.lead')}</p>
        {data && data.total > 1 && (
          <button
            type="button"
            className="btn"
            aria-disabled={busy}
            onClick={() => void retryAll()}
            data-testid="parked-retry-all"
          >
            <RotateCcw className="ic" aria-hidden="true" />
            {say('parked.retry-all', { count: data.total })}
          </button>
        )}
      </header>
      {error && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
      {isPending && <Skeleton rows={4} />}
      {data?.items.length === 0 && (
        <EmptyState title={say('parked.empty-title')} text={say('parked.empty-text')} />
      )}
      {data && data.items.length > 0 && (
        <ul className="parked" data-testid="parked-list">
          {data.items.map((work) => (
            <Work key={work.id} work={work} busy={busy} onRetry={() => void retry(work.id)} />
          ))}
        </ul>
      )}
      {data && data.total > data.items.length && (
        <p className="muted">{say('parked.more', { count: data.total - data.items.length })}</p>
      )}
    </>
  );
}

function Work({ work, busy, onRetry }: { work: ParkedWork; busy: boolean; onRetry: () => void }) {
  const say = useSay();
  const now = useNow();
  const name = nameOf(work, say);
  return (
    <li className="card" data-testid="parked-work" data-kind={work.kind}>
      <div className="parked-head">
        <b>{name}</b>
        <span className="chip">{say('parked.attempts', { count: work.attempts })}</span>
        <time dateTime={work.at} title={fullText(work.at)}>
          {momentText(work.at, now)}
        </time>
        <button
          type="button"
          className="btn sm"
          aria-disabled={busy}
          aria-label={say('parked.retry-this', { name })}
          onClick={onRetry}
          data-testid="parked-retry"
        >
          <RotateCcw className="ic" aria-hidden="true" />
          {say('parked.retry')}
        </button>
      </div>
      <p data-testid="parked-reason">{work.reason || say('parked.no-reason')}</p>
      <Raw id={work.id} />
    </li>
  );
}

function nameOf({ kind, what, listener }: ParkedWork, say: Say): string {
  if (kind === 'arrival') return say('parked.arrival', { channel: say(`channel.${what as 'email'}`) });
  if (kind === 'event') return say('parked.event', { what, listener: listener ?? '' });
  if (kind === 'webhook') return say(`parked.webhook-${what as 'leg'}`);
  return say('parked.timer', { what });
}

function Raw({ id }: { id: string }) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  const { data, error } = useQuery({
    queryKey: ['parked', 'raw', id],
    queryFn: ({ signal }) => parkedApi.one(id, signal),
    enabled: open,
    staleTime: Infinity,
  });
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary data-testid="parked-raw">{say('parked.raw')}</summary>
      {error && <Failure refusal={asRefusal(error)} />}
      {open && !data && !error && <Skeleton rows={2} />}
      {data && (
        <pre className="source" tabIndex={0}>
          {JSON.stringify(data.raw, null, 2)}
        </pre>
      )}
    </details>
  );
}
