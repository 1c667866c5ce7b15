/** Shows the door or the house, by session. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { Tooltip } from 'radix-ui';
import { LoginPage } from './features/session/login-page.js';
import { session, startSession } from './features/session/session.js';
import { Failure } from './ui/failure.js';
import { useCell } from './rt/cell.js';
import { router } from './router.js';

const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 15_000, retry: 1, refetchOnWindowFocus: true } },
});

export function App() {
  return (
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <Tooltip.Provider delayDuration={450} skipDelayDuration={200}>
          <Entrance />
        </Tooltip.Provider>
      </QueryClientProvider>
    </I18nProvider>
  );
}

function Entrance() {
  const now = useCell(session);
  if (now.kind === 'asking') return null;
  if (now.kind === 'out') {
    queries.clear();
    return <LoginPage expired={now.expired} />;
  }
  if (now.kind === 'unreachable') {
    return (
      <main className="login">
        <Failure refusal={now.refusal} onRetry={() => void startSession()} />
      </main>
    );
  }
  return <RouterProvider router={router} />;
}
