/** Articles as they are now: read again when the gateway says that one is another, and after a reconnect. */
import { useEffect } from 'react';
import { useInfiniteQuery, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import type { Article, ArticleFilter } from '@lib/contracts';
import { articleApi } from '../../api/article-calls.js';
import { readAgain } from '../../api/read-again.js';
import { live, useLive } from '../../rt/live.js';

const PAGE = 30;

/** Page after page as far as was asked for; news read them all again. */
export function useArticles(q: string, filter: ArticleFilter) {
  useArticleNews();
  return useInfiniteQuery({
    queryKey: ['articles', q, filter],
    queryFn: ({ pageParam, signal }) =>
      articleApi.list({ q, filter, limit: PAGE, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (before) => before,
  });
}

export function useArticle(id: string): UseQueryResult<Article> {
  useArticleNews();
  return useQuery({ queryKey: ['article', id], queryFn: ({ signal }) => articleApi.one(id, signal) });
}

function useArticleNews(): void {
  const client = useQueryClient();
  const connected = useLive((state) => state.status.kind === 'live');
  useEffect(() => {
    if (!connected) return;
    void readAgain(client, ['articles']);
    return live().hearArticles((id) => {
      void readAgain(client, ['articles']);
      void readAgain(client, ['article', id]);
      void readAgain(client, ['article-versions', id]);
    });
  }, [connected, client]);
}
