/** The job on many tickets that is shown: started here, pushed on by the gateway, read whole at its end and after a reconnect. */
import { useEffect } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { BulkAction, BulkCounts, BulkJob, BulkJobState } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { readAgain } from '../../api/read-again.js';
import { createCell, useCell } from '../../rt/cell.js';
import { live, useLive } from '../../rt/live.js';
import { attempt } from '../../ui/attempt.js';

/** Kept while one looks at other pages; the job itself goes on whoever looks. */
const shownJob = createCell<string | null>(null);

export interface ShownJob {
  job: BulkJob;
  state: BulkJobState;
  counts: BulkCounts;
}

export function useShownJob(): ShownJob | null {
  const client = useQueryClient();
  const jobId = useCell(shownJob);
  const connected = useLive((state) => state.status.kind === 'live');
  const told = useCell(progress);
  const { data: job } = useQuery({
    queryKey: ['bulk-job', jobId],
    queryFn: ({ signal }) => api.bulkJob(jobId ?? '', signal),
    enabled: jobId !== null,
    staleTime: Infinity,
  });
  useEffect(() => {
    if (jobId === null || !connected) return;
    void readAgain(client, ['bulk-job', jobId]);
    return live().hearBulkJobs((heard) => {
      if (heard.jobId !== jobId) return;
      progress.set(heard);
      if (heard.state === 'running') return;
      void readAgain(client, ['bulk-job', jobId]);
      void readAgain(client, ['view-tickets']);
    });
  }, [jobId, connected, client]);
  if (!job) return null;
  const now = told?.jobId === job.id && job.state === 'running' ? told : job;
  return { job, state: now.state, counts: now.counts };
}

const progress = createCell<{ jobId: string; state: BulkJobState; counts: BulkCounts } | null>(null);

/** Whether it was begun. */
export function startJob(ids: ReadonlySet<string>, action: BulkAction): Promise<boolean> {
  const key = crypto.randomUUID();
  return attempt(async () => shownJob.set((await api.startBulkJob([...ids], action, key)).id));
}

export const stopJob = (jobId: string): Promise<boolean> => attempt(() => api.stopBulkJob(jobId));

export function undoJob(jobId: string): Promise<boolean> {
  return attempt(async () => shownJob.set((await api.undoBulkJob(jobId)).id));
}

export const closeJob = (): void => shownJob.set(null);
