/** My tasks and those of my teams, read again when a team's count or a ticket that I see moved. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { MeView, TaskList } from '@lib/contracts';
import { taskApi } from '../../api/task-calls.js';
import { useLive } from '../../rt/live.js';

export function useTasks(): UseQueryResult<TaskList> {
  const moved = useLive((state) => {
    const counts = [...state.queues.values()].map(({ openTasks }) => openTasks);
    const versions = [...state.work].map((id) => state.tickets.get(id)?.version ?? 0);
    return [...counts, ...versions].join();
  });
  return useQuery({
    queryKey: ['tasks', moved],
    queryFn: ({ signal }) => taskApi.list(signal),
    placeholderData: (before) => before,
  });
}

/** How many wait for somebody of my teams: pushed, never asked for. */
export function useTeamTasks(me: MeView): number {
  return useLive((state) => me.queueIds.reduce((sum, id) => sum + (state.queues.get(id)?.openTasks ?? 0), 0));
}
