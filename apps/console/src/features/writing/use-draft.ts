/** The drafts of one ticket, one per way out, kept here and on the server; and who else has begun an answer. */
import { useEffect, useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Drafts } from '@lib/contracts';
import { asRefusal } from '../../api/refusal.js';
import { writingApi } from '../../api/writing-calls.js';
import { useCell } from '../../rt/cell.js';
import { serverNow } from '../../ui/now.js';
import { createDraftKeeper, type DraftKeeper } from './draft-keeper.js';
import { draftStore, type Tab } from './draft-store.js';

const CHANNELS: readonly Tab[] = ['chat', 'email', 'note'];
export type Keepers = Record<Tab, DraftKeeper>;

export const draftsKey = (ticketId: string): string[] => ['drafts', ticketId];

/** `round` names who is seen writing: another one asks the server anew. */
export function useDrafts(
  meId: string,
  ticketId: string,
  round: string,
): { keepers: Keepers; others: Drafts['others'] } {
  const client = useQueryClient();
  const [keepers] = useState(() => keepersOf(meId, ticketId));
  const { data } = useQuery({
    queryKey: [...draftsKey(ticketId), round],
    queryFn: async ({ signal }) => {
      const asked = CHANNELS.map((channel) => keepers[channel].moment());
      return { ...(await writingApi.drafts(ticketId, signal)), asked };
    },
    placeholderData: (before) => before,
    refetchOnWindowFocus: 'always',
    staleTime: 0,
    gcTime: 0,
  });
  useEffect(() => {
    if (!data) return;
    CHANNELS.forEach((channel, index) => {
      const draft = data.items.find((one) => one.channel === channel) ?? null;
      keepers[channel].loaded(draft, data.asked[index] ?? 0);
    });
  }, [data, keepers]);
  useEffect(() => {
    const flush = (): void => CHANNELS.forEach((channel) => keepers[channel].flush());
    window.addEventListener('pagehide', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      flush();
      void client.invalidateQueries({ queryKey: draftsKey(ticketId) });
    };
  }, [keepers, client, ticketId]);
  return { keepers, others: data?.others ?? [] };
}

export const useDraftOf = (keeper: DraftKeeper) => useCell(keeper.state);

function keepersOf(meId: string, ticketId: string): Keepers {
  const keeper = (channel: Tab): DraftKeeper =>
    createDraftKeeper(channel, {
      save: (draft) => writingApi.keepDraft(ticketId, draft),
      load: async () => {
        const { items } = await writingApi.drafts(ticketId);
        return items.find((one) => one.channel === channel) ?? null;
      },
      isStale: (error) => asRefusal(error).code === 'version-stale',
      store: draftStore(meId, ticketId, channel),
      now: () => new Date(serverNow()).toISOString(),
    });
  return { chat: keeper('chat'), email: keeper('email'), note: keeper('note') };
}
