/** All that was found, in groups or one kind alone with what lies further back; the address holds the whole question. */
import { useEffect, useState } from 'react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { SearchKind } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { EmptyState } from '../../ui/empty-state.js';
import { Failure } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { HitRow } from './hit-row.js';
import { useDebounced } from './use-debounced.js';

const SHORTEST = 2;
const kinds = ['all', ...SearchKind.options] as const;
type Shown = (typeof kinds)[number];

export function SearchPage() {
  const say = useSay();
  const navigate = useNavigate();
  const { q = '', kind = 'all' } = useSearch({ from: '/search' });
  const [text, setText] = useState(q);
  const settled = useDebounced(text.trim(), 200);
  useEffect(() => {
    if (settled !== q)
      void navigate({ to: '/search', search: (before) => ({ ...before, q: settled }), replace: true });
  }, [settled, q, navigate]);
  return (
    <main className="page search-page" id="content" data-testid="search-page">
      <header className="page-head">
        <h1>{say('search.title')}</h1>
        <p>{say('search.lead')}</p>
      </header>
      <label className="search wide">
        <Search className="ic" aria-hidden="true" />
        <input
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={say('search.placeholder')}
          aria-label={say('search.title')}
          autoFocus
          data-testid="search-input"
        />
      </label>
      <fieldset className="choice">
        <legend className="sr">{say('search.kinds')}</legend>
        <div className="seg">
          {kinds.map((one) => (
            <label key={one} className={one === kind ? 'on' : ''}>
              <input
                type="radio"
                name="search-kind"
                className="sr"
                checked={one === kind}
                onChange={() =>
                  void navigate({
                    to: '/search',
                    search: (before) => ({ ...before, kind: one === 'all' ? undefined : one }),
                  })
                }
                data-testid={`search-kind-${one}`}
              />
              {say(`search.${one}`)}
            </label>
          ))}
        </div>
      </fieldset>
      {q.length < SHORTEST ? (
        <EmptyState title={say('search.hint-title')} text={say('search.hint-text')} />
      ) : kind === 'all' ? (
        <Groups q={q} />
      ) : (
        <OneKind key={kind} q={q} kind={kind} />
      )}
    </main>
  );
}

function Groups({ q }: { q: string }) {
  const say = useSay();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['search', q],
    queryFn: ({ signal }) => api.search({ q, limit: 5 }, signal),
    placeholderData: (before) => before,
  });
  if (error) return <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />;
  if (isPending) return <Skeleton rows={6} />;
  const groups = data.groups.filter(({ items }) => items.length > 0);
  if (groups.length === 0) return <Nothing q={q} />;
  return groups.map(({ kind, items, nextCursor }) => (
    <section key={kind} aria-labelledby={`found-${kind}`} className="hits" data-testid={`found-${kind}`}>
      <h2 className="section-title" id={`found-${kind}`}>
        {say(`search.${kind}`)}
      </h2>
      <ul>
        {items.map((hit) => (
          <li key={hit.id}>
            <HitRow hit={hit} />
          </li>
        ))}
      </ul>
      {nextCursor && <MoreOf q={q} kind={kind} />}
    </section>
  ));
}

function MoreOf({ q, kind }: { q: string; kind: SearchKind }) {
  const say = useSay();
  const navigate = useNavigate();
  return (
    <button
      type="button"
      className="btn sm"
      onClick={() => void navigate({ to: '/search', search: { q, kind } })}
      data-testid={`more-${kind}`}
    >
      {say('search.all-of', { kind: say(`search.${kind}`) })}
    </button>
  );
}

function OneKind({ q, kind }: { q: string; kind: Exclude<Shown, 'all'> }) {
  const say = useSay();
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery({
      queryKey: ['search', q, kind],
      queryFn: ({ pageParam, signal }) =>
        api.search({ q, kinds: kind, limit: 25, cursor: pageParam ?? undefined }, signal),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.groups[0]?.nextCursor,
    });
  if (error) return <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />;
  if (isPending) return <Skeleton rows={6} />;
  const items = data.pages.flatMap((page) => page.groups[0]?.items ?? []);
  if (items.length === 0 && !hasNextPage) return <Nothing q={q} />;
  return (
    <section className="hits" aria-label={say(`search.${kind}`)}>
      <ul>
        {items.map((hit) => (
          <li key={hit.id}>
            <HitRow hit={hit} />
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
          {say('search.more')}
        </button>
      )}
    </section>
  );
}

function Nothing({ q }: { q: string }) {
  const say = useSay();
  return (
    <EmptyState
      title={say('palette.none', { query: q })}
      text={say('search.none-text')}
      testId="search-nothing"
    />
  );
}
