/** A new article: empty, or begun with what a solved ticket gives. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { articleApi } from '../../api/article-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { Failure } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { ArticleEditor } from './article-editor.js';
import './knowledge.css';

export function NewArticlePage() {
  const navigate = useNavigate();
  const { ticket } = useSearch({ from: '/knowledge/new' });
  const { data, error, refetch } = useQuery({
    queryKey: ['article-draft', ticket],
    queryFn: ({ signal }) => articleApi.draftOf(ticket ?? '', signal),
    enabled: ticket !== undefined,
    // What somebody is writing is not begun anew under their hands.
    staleTime: Infinity,
  });
  const leave = (): void =>
    void (ticket ? navigate({ to: '/work/$ticket', params: { ticket } }) : navigate({ to: '/knowledge' }));
  return (
    <main className="page knowledge" id="content" data-testid="article-new-page">
      {error && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
      {ticket && !data && !error && <Skeleton rows={6} />}
      {(!ticket || data) && <ArticleEditor article={null} draft={data} onDone={leave} />}
    </main>
  );
}
