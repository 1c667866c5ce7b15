/** The console's addresses: each names what is on screen, so that a link can be shared. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  useParams,
} from '@tanstack/react-router';
import { ArticleFilter, SearchKind, type MeView } from '@lib/contracts';
import { SettingsPage } from './features/admin/settings-page.js';
import { CustomerPage } from './features/customer/customer-page.js';
import { CustomersPage } from './features/customer/customers-page.js';
import { session } from './features/session/session.js';
import { BrokenPage, ForbiddenPage, NotFoundPage } from './features/shell/dead-end.js';
import { Shell } from './features/shell/shell.js';
import { readSearch } from './features/views/view-state.js';
import { WorkPage } from './features/work/work-page.js';
import { useCell } from './rt/cell.js';
import { useLive } from './rt/live.js';

const SearchPage = lazyRouteComponent(() => import('./features/search/search-page.js'), 'SearchPage');
const ViewsPage = lazyRouteComponent(() => import('./features/views/views-page.js'), 'ViewsPage');
const ArticlesPage = lazyRouteComponent(
  () => import('./features/knowledge/articles-page.js'),
  'ArticlesPage',
);
const ArticlePage = lazyRouteComponent(() => import('./features/knowledge/article-page.js'), 'ArticlePage');
const NewArticlePage = lazyRouteComponent(
  () => import('./features/knowledge/new-article-page.js'),
  'NewArticlePage',
);
const TasksPage = lazyRouteComponent(() => import('./features/tasks/tasks-page.js'), 'TasksPage');
const LivePage = lazyRouteComponent(() => import('./features/live/live-page.js'), 'LivePage');
const WallPage = lazyRouteComponent(() => import('./features/wall/wall-page.js'), 'WallPage');
const MailPage = lazyRouteComponent(() => import('./features/mail/mail-page.js'), 'MailPage');

const root = createRootRoute({
  component: function Root() {
    return <Shell me={useMe()} />;
  },
  notFoundComponent: NotFoundPage,
  errorComponent: BrokenPage,
});

const index = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/work', replace: true });
  },
});

const work = createRoute({
  getParentRoute: () => root,
  path: '/work',
  component: function WorkRoute() {
    const { ticket } = useParams({ strict: false });
    return <WorkPage me={useMe()} ticket={ticket} />;
  },
});
const noTicket = createRoute({ getParentRoute: () => work, path: '/' });
const ticket = createRoute({ getParentRoute: () => work, path: '$ticket' });

const customers = createRoute({ getParentRoute: () => root, path: '/customers', component: CustomersPage });

const customer = createRoute({
  getParentRoute: () => root,
  path: '/customers/$id',
  component: function CustomerRoute() {
    const { id } = customer.useParams();
    return <CustomerPage key={id} id={id} />;
  },
});

const search = createRoute({
  getParentRoute: () => root,
  path: '/search',
  validateSearch: (given: Record<string, unknown>): { q?: string; kind?: SearchKind } => ({
    q: given['q'] === undefined ? undefined : String(given['q']).slice(0, 200),
    kind: SearchKind.safeParse(given['kind']).data,
  }),
  component: SearchPage,
});

const views = createRoute({
  getParentRoute: () => root,
  path: '/views',
  validateSearch: readSearch,
  component: function ViewsRoute() {
    return <ViewsPage me={useMe()} />;
  },
});

const tasks = createRoute({ getParentRoute: () => root, path: '/tasks', component: TasksPage });

const text = (given: unknown): string | undefined =>
  given === undefined || given === '' ? undefined : String(given).slice(0, 200);

const articles = createRoute({
  getParentRoute: () => root,
  path: '/knowledge',
  validateSearch: (given: Record<string, unknown>): { q?: string; filter?: ArticleFilter } => ({
    q: text(given['q']),
    filter: ArticleFilter.safeParse(given['filter']).data,
  }),
  component: ArticlesPage,
});
const newArticle = createRoute({
  getParentRoute: () => root,
  path: '/knowledge/new',
  validateSearch: (given: Record<string, unknown>): { ticket?: string } => ({
    ticket: text(given['ticket']),
  }),
  component: NewArticlePage,
});
const article = createRoute({
  getParentRoute: () => root,
  path: '/knowledge/$id',
  component: function ArticleRoute() {
    const { id } = article.useParams();
    return <ArticlePage key={id} id={id} />;
  },
});

const live = createRoute({
  getParentRoute: () => root,
  path: '/live',
  component: function LiveRoute() {
    const me = useMe();
    if (me.role === 'agent') return <ForbiddenPage title="live.forbidden-title" text="live.forbidden-text" />;
    return <LivePage me={me} />;
  },
});

const wall = createRoute({
  getParentRoute: () => root,
  path: '/wall',
  component: function WallRoute() {
    if (useMe().role === 'agent')
      return <ForbiddenPage title="live.forbidden-title" text="live.forbidden-text" />;
    return <WallPage />;
  },
});

const mail = createRoute({
  getParentRoute: () => root,
  path: '/mail',
  component: function MailRoute() {
    if (useMe().role !== 'admin')
      return <ForbiddenPage title="mail.forbidden-title" text="live.forbidden-text" />;
    return <MailPage />;
  },
});

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: function SettingsRoute() {
    const { section } = useParams({ strict: false });
    return <SettingsPage me={useMe()} section={section} />;
  },
});
const firstSection = createRoute({ getParentRoute: () => settings, path: '/' });
const section = createRoute({ getParentRoute: () => settings, path: '$section' });

export const router = createRouter({
  routeTree: root.addChildren([
    index,
    work.addChildren([noTicket, ticket]),
    customers,
    customer,
    search,
    views,
    tasks,
    articles,
    newArticle,
    article,
    live,
    wall,
    mail,
    settings.addChildren([firstSection, section]),
  ]),
  defaultPreload: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

/** Me as the gateway last said, or as log-in said before it spoke. */
function useMe(): MeView {
  const live = useLive((state) => state.me);
  const known = useCell(session);
  if (live) return live;
  if (known.kind === 'in') return known.me;
  throw new Error('a page was shown without a session');
}
