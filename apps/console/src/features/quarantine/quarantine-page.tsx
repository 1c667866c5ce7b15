/** For administrators: the mails that are kept back, by reason; looked at one by one, or tried again all of one reason. */
import { useRef, useState, type KeyboardEvent } from 'react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { QuarantineWhy } from '@lib/contracts';
import { mailApi } from '../../api/mail-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { EmptyState } from '../../ui/empty-state.js';
import { Failure } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { MailDetail } from '../mail/mail-detail.js';
import { QuarantineRow } from './quarantine-row.js';
import { RetryAll } from './retry-all.js';
import './quarantine.css';

type Filter = QuarantineWhy | 'all';
const filters: Filter[] = ['all', ...QuarantineWhy.options];

export function QuarantinePage() {
  const say = useSay();
  const [filter, setFilter] = useState<Filter>('all');
  const [chosen, setChosen] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const why = filter === 'all' ? undefined : filter;
  const { data, error, isPending, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['mail', 'quarantine', filter],
    queryFn: ({ pageParam, signal }) => mailApi.quarantine({ why, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: 5_000,
  });
  const counts = data?.pages[0]?.counts;
  const all = counts ? Object.values(counts).reduce((sum, count) => sum + count, 0) : 0;
  const mails = data?.pages.flatMap(({ items }) => items) ?? [];

  /** Up and down go from row to row, as in any list; Enter opens. */
  function walk(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const rows = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = rows.findIndex((row) => row === document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    rows[Math.min(Math.max(at + step, 0), rows.length - 1)]?.focus();
  }

  return (
    <>
      <header className="page-head">
        <h1>{counts ? say('quarantine.title-count', { count: all }) : say('quarantine.title')}</h1>
        <p>{say('quarantine.lead')}</p>
      </header>
      <fieldset className="choice quarantine-why">
        <legend>{say('quarantine.why')}</legend>
        <div className="seg">
          {filters.map((one) => (
            <label key={one} className={one === filter ? 'on' : ''}>
              <input
                type="radio"
                name="quarantine-why"
                className="sr"
                checked={one === filter}
                onChange={() => setFilter(one)}
                data-testid={`quarantine-${one}`}
              />
              {say(`quarantine.why-${one}`, { count: one === 'all' ? all : (counts?.[one] ?? 0) })}
            </label>
          ))}
        </div>
      </fieldset>
      {why && <p className="muted">{say(`quarantine.text-${why}`)}</p>}
      <RetryAll why={why} count={why ? (counts?.[why] ?? 0) : 0} />
      {error && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
      {isPending && <Skeleton rows={4} />}
      {data && mails.length === 0 && (
        <EmptyState title={say('quarantine.empty-title')} text={say('quarantine.empty-text')} />
      )}
      {mails.length > 0 && (
        <div className="mail-split">
          <div className="mail-list">
            <ul ref={list} onKeyDown={walk}>
              {mails.map((mail) => (
                <QuarantineRow
                  key={mail.id}
                  mail={mail}
                  chosen={mail.id === chosen}
                  onChoose={() => setChosen(mail.id)}
                />
              ))}
            </ul>
            {hasNextPage && (
              <button type="button" className="btn sm" onClick={() => void fetchNextPage()}>
                {say('mail.more')}
              </button>
            )}
          </div>
          {chosen ? (
            <MailDetail key={chosen} mailId={chosen} />
          ) : (
            <p className="muted pad">{say('quarantine.choose')}</p>
          )}
        </div>
      )}
    </>
  );
}
