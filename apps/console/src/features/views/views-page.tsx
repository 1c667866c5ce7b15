/** Tickets by view: what everybody has, one's own and what is shared; the address holds all of what is shown. */
import { useCallback, useMemo, useState } from 'react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { RefreshCw } from 'lucide-react';
import type { MeView, SavedView } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { EmptyState } from '../../ui/empty-state.js';
import { Failure } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { BulkBar } from '../bulk/bulk-bar.js';
import { BulkJobPanel } from '../bulk/bulk-job-panel.js';
import { idsInView } from '../bulk/ids-in-view.js';
import { allOf, NOTHING } from '../bulk/selection.js';
import { attempt } from '../../ui/attempt.js';
import { builtIn } from './built-in.js';
import { SaveViewButton, ViewOfMine } from './save-view.js';
import { ViewFilters } from './view-filters.js';
import { ViewList } from './view-list.js';
import { conditionsOf, rulesOf, shownView, tidy, type ShownView, type ViewSearch } from './view-state.js';

const PAGE = 100;

export function ViewsPage({ me }: { me: MeView }) {
  const say = useSay();
  const search = useSearch({ from: '/views' });
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['views'], queryFn: () => api.views() });
  const saved = data?.items ?? [];
  const view = shownView(search.view, saved);
  const stillUnknown = !view && isPending;
  return (
    <main className="page views-page" id="content" data-testid="views-page">
      <nav className="settings-nav" aria-label={say('views.title')}>
        <h2 className="sr">{say('views.title')}</h2>
        {builtIn.map(({ id, name }) => (
          <ViewLink key={id} id={id} name={say(name)} open={view?.id === id} />
        ))}
        {saved.length > 0 && <p className="views-group">{say('views.saved')}</p>}
        {saved.map((one) => (
          <ViewLink key={one.id} id={one.id} name={one.name} open={view?.id === one.id} shared={one} />
        ))}
        {error && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
      </nav>
      {view && <Tickets key={view.id} me={me} view={view} search={search} />}
      {stillUnknown && <Skeleton rows={8} />}
      {!view && !stillUnknown && (
        <EmptyState page title={say('views.gone-title')} text={say('views.gone-text')} testId="view-gone" />
      )}
    </main>
  );
}

function ViewLink({
  id,
  name,
  open,
  shared,
}: {
  id: string;
  name: string;
  open: boolean;
  shared?: SavedView;
}) {
  const say = useSay();
  return (
    <Link
      to="/views"
      search={{ view: id }}
      className={open ? 'on' : ''}
      aria-current={open ? 'page' : undefined}
      data-testid={`view-${id}`}
    >
      {name}
      {shared?.sharedWith && <small>{say('views.shared-by', { name: shared.owner.name })}</small>}
    </Link>
  );
}

function Tickets({ me, view, search }: { me: MeView; view: ShownView; search: ViewSearch }) {
  const say = useSay();
  const navigate = useNavigate();
  const name = 'text' in view.name ? view.name.text : say(view.name.id);
  const sort = search.sort ?? view.sort;
  const conditions = useMemo(() => conditionsOf(view, search), [view, search]);
  const asked = rulesOf(search).length > 0;
  const [selection, setSelection] = useState(NOTHING);
  const { data, error, isPending, isFetching, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery({
      queryKey: ['view-tickets', conditions, sort],
      queryFn: ({ pageParam, signal }) =>
        api.viewTickets({ conditions, sort, limit: PAGE, cursor: pageParam ?? undefined }, signal),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
    });
  const tickets = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const ask = useCallback(
    (change: ViewSearch) =>
      void navigate({ to: '/views', search: (before) => tidy({ ...before, ...change }), replace: true }),
    [navigate],
  );
  const more = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [isFetchingNextPage, fetchNextPage]);
  return (
    <section className="views-body" aria-labelledby="view-name">
      <header className="page-head">
        <h1 id="view-name">{name}</h1>
        {data && (
          <p role="status" data-testid="view-count">
            {say('views.count', { count: tickets.length, more: hasNextPage ? 'yes' : 'no' })}
          </p>
        )}
        <span className="sp" />
        {view.saved?.mayChange && !asked && <ViewOfMine view={view.saved} />}
        <SaveViewButton me={me} draft={{ conditions, sort, columns: view.columns }} />
        <button
          type="button"
          className="btn sm icon"
          aria-label={say('views.refresh')}
          disabled={isFetching}
          onClick={() => void refetch()}
        >
          <RefreshCw className="ic" aria-hidden="true" />
        </button>
      </header>
      <ViewFilters search={search} onChange={ask} />
      <BulkJobPanel />
      {selection.ids.size > 0 && (
        <BulkBar
          me={me}
          selection={selection}
          first={tickets.find(({ id }) => selection.ids.has(id))}
          mayGrow={hasNextPage || selection.ids.size < tickets.length}
          onAll={() => void attempt(async () => setSelection(allOf(await idsInView({ conditions, sort }))))}
          onNothing={() => setSelection(NOTHING)}
        />
      )}
      {error && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
      {isPending && <Skeleton rows={8} />}
      {data && tickets.length === 0 && !hasNextPage && (
        <EmptyState
          title={say('views.empty-title')}
          text={say(asked ? 'views.empty-filtered' : 'views.empty-text')}
          testId="view-empty"
        >
          {asked && (
            <button
              type="button"
              className="btn"
              onClick={() => void navigate({ to: '/views', search: tidy({ view: search.view }) })}
            >
              {say('views.clear')}
            </button>
          )}
        </EmptyState>
      )}
      {tickets.length > 0 && (
        <ViewList
          name={name}
          tickets={tickets}
          columns={view.columns}
          sort={sort}
          more={hasNextPage ? more : null}
          onSort={(next) => ask({ sort: next })}
          selection={selection}
          onSelection={setSelection}
        />
      )}
    </section>
  );
}
