/** Articles as they are now: read again when the gateway says that one is another, and after a reconnect. */
import { useEffect } from 'react';
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import type { Article, ArticleFilter, ArticlePage } from '@lib/contracts';
import { articleApi } from '../../api/article-calls.js';
import { readAgain } from '../../api/read-again.js';
import { live, useLive } from '../../rt/live.js';

export function useArticles(q: string, filter: ArticleFilter, limit: number): UseQueryResult<ArticlePage> {
  useArticleNews();
  return useQuery({
    queryKey: ['articles', q, filter, limit],
    queryFn: ({ signal }) => articleApi.list({ q, filter, limit }, signal),
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
